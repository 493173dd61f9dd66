import { afterEach, expect, test, vi } from "vitest";
import { Api } from "../src/api.js";

afterEach(() => vi.unstubAllGlobals());

/** A server that gives one answer; returns what it was asked. */
function answering(status: number, body: unknown): { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", async (url: string, { method, body: sent }: RequestInit) => {
    asked.push(`${method} ${url}`, ...(typeof sent === "string" ? [JSON.parse(sent)] : []));
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  });
  return { asked };
}

const api = new Api("http://host/api/");

test("document names are one encoded segment", async () => {
  const { asked } = answering(200, { versions: [] });
  await api.versions("a/b ü");
  expect(asked).toEqual(["GET http://host/api/documents/a%2Fb%20%C3%BC/versions"]);
});

test("a version is saved under its label", async () => {
  const { asked } = answering(201, {});
  await api.saveVersion("a", "before lunch");
  expect(asked).toEqual(["POST http://host/api/documents/a/versions", { label: "before lunch" }]);
});

test("a version is restored by its number", async () => {
  const { asked } = answering(200, {});
  await api.restore("a", 7);
  expect(asked).toEqual(["POST http://host/api/documents/a/restore", { version: 7 }]);
});

test("versions are read", async () => {
  answering(200, { versions: [{ id: 3, label: "x", kind: "version", seq: 9, createdAt: "2026-01-02T03:04:05Z" }], next: null });
  expect(await api.versions("a")).toEqual([{ id: 3, label: "x", kind: "version", createdAt: new Date("2026-01-02T03:04:05Z") }]);
});

test("documents are listed by name", async () => {
  answering(200, { documents: [{ id: "a" }, { id: "b/c" }], next: null });
  expect(await api.documents()).toEqual(["a", "b/c"]);
});

test.each([
  ["the detail of a problem", { title: "Bad", detail: "The label is empty." }, "The label is empty."],
  ["its title when it has no detail", { title: "Not found" }, "Not found"],
  ["the status when the answer is no problem", "<html>", "The server answered 404."],
])("a refusal is told by %s", async (_what, body, sentence) => {
  answering(404, body);
  await expect(api.versions("a")).rejects.toThrow(sentence);
});
