import { expect, test } from "vitest";
import { COLORS, initials, newPerson, personFrom } from "../src/person.js";

test("a person is a name and a colour", () => {
  expect(personFrom({ name: " Kim ", color: "#aabbcc", colorLight: "#aabbcc33" })).toEqual({ name: "Kim", color: "#aabbcc" });
});

test.each([
  ["nothing", null],
  ["a string", "Kim"],
  ["no name", { color: "#aabbcc" }],
  ["an empty name", { name: "  ", color: "#aabbcc" }],
  ["a name that is no string", { name: { toString: "x" }, color: "#aabbcc" }],
  ["a colour with more style behind it", { name: "Kim", color: "#aabbcc;position:fixed" }],
  ["a colour that is a reference", { name: "Kim", color: "url(//host/x)" }],
])("nobody is taken from a state with %s", (_what, state) => {
  expect(personFrom(state)).toBeNull();
});

test("a long name is cut", () => {
  expect(personFrom({ name: "x".repeat(1_000), color: "#aabbcc" })?.name).toHaveLength(40);
});

test("a new person gets a colour nobody has", () => {
  const [last, ...taken] = COLORS;
  expect(newPerson(taken.map((color) => ({ name: "x", color }))).color).toBe(last);
});

test("a new person gets some colour when all are taken", () => {
  expect(COLORS).toContain(newPerson(COLORS.map((color) => ({ name: "x", color }))).color);
});

test.each([
  ["Kim", "K"],
  ["kim lee", "KL"],
  ["Kim van Lee", "KL"],
  ["😀 fox", "😀F"],
])("the initials of %s are %s", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
