import { expect, test } from "vitest";
import { apiBase, documentIn, pageFor, socketBase } from "../src/addresses.js";

test("the page address names the document", () => {
  expect(documentIn("http://host/?doc=my%20room%2F1")).toBe("my room/1");
});

test("a page address without a name opens the welcome document", () => {
  expect(documentIn("http://host/")).toBe("welcome");
});

test("the address of a document opens that document", () => {
  expect(documentIn(pageFor("https://host/demo/?doc=old#x", "a&b=c/ü"))).toBe("a&b=c/ü");
});

test("the address of a document keeps the path of the page and nothing else", () => {
  expect(pageFor("https://host/demo/?doc=old&tab=2#x", "new")).toBe("https://host/demo/?doc=new");
});

test.each([
  ["http://host:5000/?doc=a", "ws://host:5000/ws/doc"],
  ["https://host/", "wss://host/ws/doc"],
  ["https://host/collab/", "wss://host/collab/ws/doc"],
  ["https://host/collab/embed.js", "wss://host/collab/ws/doc"],
])("beside %s the WebSocket endpoint is %s", (page, endpoint) => {
  expect(socketBase(page)).toBe(endpoint);
});

test("the REST interface is beside the page", () => {
  expect(apiBase("https://host/collab/?doc=a")).toBe("https://host/collab/api/");
});
