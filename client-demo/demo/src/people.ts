import type { Awareness } from "y-protocols/awareness";
import { element } from "./element.js";
import { initials, type Person, personFrom } from "./person.js";

const MOST_SHOWN = 6;

/** Keeps a list of everybody in the document in step with their presence; oneself comes first. */
export function showPeople(list: HTMLElement, awareness: Awareness): void {
  const update = () => {
    const people = present(awareness);
    const shown = people.slice(0, MOST_SHOWN).map(avatar);
    const hidden = people.slice(MOST_SHOWN);
    if (hidden.length > 0) {
      const names = hidden.map(({ person }) => person.name).join(", ");
      shown.push(element("li", { class: "avatar more", title: names, "aria-label": names }, `+${hidden.length}`));
    }
    list.replaceChildren(...shown);
    list.dataset["count"] = String(people.length);
  };
  awareness.on("change", update);
  update();
}

/** Somebody in the document who says who they are. */
export interface Present {
  readonly person: Person;
  readonly self: boolean;
}

export function present(awareness: Awareness): Present[] {
  return [...awareness.getStates()]
    .map(([client, state]) => ({ client, person: personFrom(state["user"]), self: client === awareness.clientID }))
    .filter((entry): entry is typeof entry & { person: Person } => entry.person !== null)
    .sort((one, other) => Number(other.self) - Number(one.self) || one.client - other.client);
}

function avatar({ person, self }: Present): HTMLLIElement {
  const name = self ? `${person.name} (you)` : person.name;
  const item = element("li", { class: self ? "avatar self" : "avatar", title: name, "aria-label": name }, initials(person.name));
  item.style.setProperty("--person", person.color);
  return item;
}
