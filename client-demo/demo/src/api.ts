/** A named moment of a document. */
export interface Version {
  readonly id: number;
  readonly label: string | null;
  readonly kind: string;
  readonly createdAt: Date | null;
}

/** The parts of the REST interface this page uses. Every method rejects with a sentence for people. */
export class Api {
  readonly #base: string;

  /** `base` ends with a slash. */
  constructor(base: string) {
    this.#base = base;
  }

  async documents(): Promise<string[]> {
    const answer = await this.#call("GET", "documents?limit=50");
    return rows(answer, "documents").flatMap((row) => (typeof row["id"] === "string" ? [row["id"]] : []));
  }

  async versions(document: string): Promise<Version[]> {
    const answer = await this.#call("GET", `${at(document)}/versions`);
    return rows(answer, "versions").flatMap(versionFrom);
  }

  async saveVersion(document: string, label: string): Promise<void> {
    await this.#call("POST", `${at(document)}/versions`, { label });
  }

  async restore(document: string, version: number): Promise<void> {
    await this.#call("POST", `${at(document)}/restore`, { version });
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#base + path, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new Error(reasonIn(answer) ?? `The server answered ${response.status}.`);
    return answer;
  }
}

function at(document: string): string {
  return `documents/${encodeURIComponent(document)}`;
}

type Row = Readonly<Record<string, unknown>>;

function rows(answer: unknown, name: string): Row[] {
  const list = isRow(answer) ? answer[name] : null;
  return Array.isArray(list) ? list.filter(isRow) : [];
}

function versionFrom({ id, label, kind, createdAt }: Row): Version[] {
  if (typeof id !== "number") return [];
  return [
    {
      id,
      label: typeof label === "string" ? label : null,
      kind: typeof kind === "string" ? kind : "version",
      createdAt: typeof createdAt === "string" ? new Date(createdAt) : null,
    },
  ];
}

/** RFC 9457 problem details. */
function reasonIn(answer: unknown): string | null {
  if (!isRow(answer)) return null;
  const { detail, title } = answer;
  return typeof detail === "string" ? detail : typeof title === "string" ? title : null;
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
