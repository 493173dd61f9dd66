import type { CollabProvider } from "@collabserver/client";
import { element } from "./element.js";
import { present } from "./people.js";
import { COLORS, newPerson, type Person, personFrom, rememberedPerson, rememberPerson } from "./person.js";

/**
 * Tells the others who is at this browser. Who is new here gets a name and a free colour once the others are known.
 * Calls back now and whenever the person changes.
 */
export function introduce(provider: CollabProvider, show: (you: Person) => void = () => {}): (you: Person) => void {
  const { awareness } = provider;
  const become = (you: Person) => {
    rememberPerson(you);
    // `colorLight` is what y-codemirror editors paint selections with.
    awareness.setLocalStateField("user", { ...you, colorLight: `${you.color}33` });
    show(you);
  };
  const known = rememberedPerson();
  if (known !== null) {
    become(known);
    return become;
  }
  const stop = provider.on("synced", () => {
    stop();
    // Another tab, or another editor in this page, may have been quicker.
    become(rememberedPerson() ?? newPerson(present(awareness).map(({ person }) => person)));
  });
  return become;
}

/** Fields for name and colour: kept in this browser, shown to everybody. */
export function showYou(parent: HTMLElement, provider: CollabProvider): void {
  let you: Person = { name: "", color: "" };
  const name = element("input", { "aria-label": "Your name", "data-testid": "user-name", maxlength: 40, autocomplete: "nickname" });
  const colors = element("div", { class: "colors", role: "radiogroup", "aria-label": "Your colour" });
  const radios = COLORS.map((color, index) => {
    const radio = element("input", { type: "radio", name: "color", value: color, "aria-label": `Colour ${index + 1}` });
    radio.addEventListener("change", () => become({ ...you, color }));
    const swatch = element("label", { class: "swatch" }, radio);
    swatch.style.setProperty("--person", color);
    colors.append(swatch);
    return radio;
  });
  const become = introduce(provider, (now) => {
    you = now;
    if (document.activeElement !== name) name.value = now.name;
    for (const radio of radios) radio.checked = radio.value === now.color;
  });

  name.addEventListener("input", () => {
    const renamed = personFrom({ name: name.value, color: you.color });
    if (renamed !== null) become(renamed);
  });
  // An empty name is not taken; the field says so by showing the old one.
  name.addEventListener("blur", () => {
    name.value = you.name;
  });
  parent.append(name, colors);
}
