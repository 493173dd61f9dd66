import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { converge, textBecomes } from "../harness/documents.ts";
import { openNative, openYWebsocket } from "../harness/editors.ts";
import { asJson, path, Rest } from "../harness/rest.ts";
import type { Server } from "../harness/server.ts";
import { sharedServer } from "../harness/serverPerFile.ts";
import { storeKinds } from "../harness/stores.ts";

describe.each(storeKinds.map((kind) => [kind.name, kind] as const))("versions on %s", (_, kind) => {
  const server = sharedServer(kind);

  test("a restore reaches connected editors as an edit, and can be undone by the safety version", async () => {
    const rest = new Rest(server());
    const { ada, ben } = await editorsOf(server(), "minutes");
    ada.doc.getText("t").insert(0, "yesterday's text");
    await ada.saved();
    const yesterday = await rest.nameVersion("minutes", "yesterday");
    ada.doc.getText("t").delete(0, "yesterday's ".length);
    ada.doc.getText("t").insert(0, "today's better ");
    await textBecomes(ben.doc, "t", "today's better text");
    await ada.saved();

    const restored = await rest.restore("minutes", yesterday.id);

    await Promise.all([textBecomes(ada.doc, "t", "yesterday's text"), textBecomes(ben.doc, "t", "yesterday's text")]);
    await ada.noticed("restored");
    expect(restored.safetyVersion.kind).toBe("before-restore");
    expect((await rest.versions("minutes")).map(({ kind, label }) => [kind, label])).toContainEqual(["version", "yesterday"]);
    expect(await rest.text("minutes", "t", restored.safetyVersion.id)).toBe("today's better text");

    await rest.restore("minutes", restored.safetyVersion.id);
    await Promise.all([textBecomes(ada.doc, "t", "today's better text"), textBecomes(ben.doc, "t", "today's better text")]);
    expect([ada.connections, ben.connections]).toEqual([1, 1]);
    expect([ada.connected, ben.connected]).toEqual([true, true]);
  });

  test("a restore brings back every kind of content, and editing goes on from there", async () => {
    const rest = new Rest(server());
    const { ada, ben } = await editorsOf(server(), "all kinds");
    const { doc } = ada;
    doc.getText("text").insert(0, "plain ");
    doc.getText("text").insert(6, "bold", { bold: true });
    doc.getMap("map").set("kept", new Y.Map([["deep", 1]]));
    doc.getMap("map").set("changed", "old");
    doc.getArray("array").push([1, "two", { three: 3 }]);
    const paragraph = new Y.XmlElement("p");
    paragraph.setAttribute("id", "first");
    paragraph.insert(0, [new Y.XmlText("words")]);
    doc.getXmlFragment("xml").insert(0, [paragraph]);
    await ada.saved();
    for (const root of ["text", "map", "array", "xml"]) ben.doc.get(root);
    const before = contentOf(doc);
    const version = await rest.nameVersion("all kinds", "before the accident");

    doc.getText("text").delete(0, 8);
    doc.getMap("map").delete("kept");
    doc.getMap("map").set("changed", "new");
    doc.getMap("map").set("added", true);
    doc.getArray("array").delete(0, 2);
    doc.getXmlFragment("xml").delete(0, 1);
    await ada.saved();
    await rest.restore("all kinds", version.id);

    await converge([ada.doc, ben.doc]);
    expect(contentOf(ada.doc)).toEqual(before);
    expect(contentOf(ben.doc)).toEqual(before);
    ben.doc.getText("text").insert(0, "and on: ");
    await textBecomes(ada.doc, "text", "and on: plain bold");
  });

  test("edits made offline before a restore are merged with it", async () => {
    const rest = new Rest(server());
    const { ada, ben } = await editorsOf(server(), "offline before");
    ada.doc.getText("t").insert(0, "old");
    await textBecomes(ben.doc, "t", "old");
    await ada.saved();
    const version = await rest.nameVersion("offline before", "old");
    ben.disconnect();
    ben.doc.getText("t").insert(3, " plus offline words");
    ada.doc.getText("t").insert(0, "unwanted ");
    await ada.saved();

    await rest.restore("offline before", version.id);
    ben.connect();

    await converge([ada.doc, ben.doc]);
    expect(ada.doc.getText("t").toString()).toBe("old plus offline words");
  });

  test("a version reads as text, JSON and update, whatever was edited since", async () => {
    const rest = new Rest(server());
    const { ada } = await editorsOf(server(), "read a version");
    ada.doc.getText("t").insert(0, "then");
    ada.doc.getMap("m").set("number", 1);
    await ada.saved();
    const then = await rest.nameVersion("read a version", "then");
    ada.doc.getText("t").insert(0, "now and ");
    ada.doc.getMap("m").set("number", 2);
    await ada.saved();

    const asUpdate = new Y.Doc();
    Y.applyUpdate(asUpdate, await rest.update("read a version", then.id));
    expect(asUpdate.getText("t").toString()).toBe("then");
    expect(await rest.text("read a version", "t", then.id)).toBe("then");
    expect(JSON.stringify(await rest.json("read a version", then.id))).toContain('"number":1');
    expect(await rest.text("read a version", "t")).toBe("now and then");
    expect(JSON.stringify(await rest.json("read a version"))).toContain('"number":2');
  });

  test("versions are listed newest first, with the moment they stand for", async () => {
    const rest = new Rest(server());
    const { ada } = await editorsOf(server(), "listed");
    for (const label of ["one", "two", "three"]) {
      ada.doc.getText("t").insert(0, label);
      await ada.saved();
      await rest.nameVersion("listed", label);
    }

    const versions = await rest.versions("listed");

    expect(versions.map(({ label }) => label)).toEqual(["three", "two", "one"]);
    expect(versions.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  });

  test.each([
    ["a version that does not exist", (rest: Rest) => rest.raw(`${path("problems")}/versions/987654`), 404],
    ["restoring one that does not exist", (rest: Rest) => rest.raw(`${path("problems")}/restore`, asJson({ version: 987654 })), 404],
    ["content of one that does not exist", (rest: Rest) => rest.raw(`${path("problems")}/content?format=text&version=987654`), 404],
    ["a document that does not exist", (rest: Rest) => rest.raw(path("nobody wrote this")), 404],
    ["a format that does not exist", (rest: Rest) => rest.raw(`${path("problems")}/content?format=pdf`), 400],
    ["a version without a label", (rest: Rest) => rest.raw(`${path("problems")}/versions`, asJson({})), 400],
    ["a body that is no JSON", (rest: Rest) => rest.raw(`${path("problems")}/restore`, { ...asJson(0), body: "{" }), 400],
    ["an update that is none", (rest: Rest) => rest.raw(`${path("problems")}/updates`, binary(new Uint8Array([1, 2, 3]))), 422],
  ])("%s is answered with problem details", async (_, ask, status) => {
    const { ada } = await editorsOf(server(), "problems");
    ada.doc.getText("t").insert(0, "x");
    await ada.saved();

    const response = await ask(new Rest(server()));

    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(await response.json()).toMatchObject({ status });
  });
});

async function editorsOf(server: Server, document: string) {
  const ada = openNative(server, document);
  const ben = openYWebsocket(server, document);
  await Promise.all([ada.synced(), ben.synced()]);
  return { ada, ben };
}

const binary = (body: Uint8Array<ArrayBuffer>): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/octet-stream" },
  body,
});

const contentOf = (doc: Y.Doc) => ({
  text: doc.getText("text").toDelta(),
  map: doc.getMap("map").toJSON(),
  array: doc.getArray("array").toJSON(),
  xml: doc.getXmlFragment("xml").toString(),
});
