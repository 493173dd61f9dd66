import type { Server } from "./server.ts";

export interface Problem {
  status: number;
  title: string;
  detail?: string;
}

export interface Version {
  id: number;
  label: string | null;
  kind: "version" | "before-restore";
  seq: number;
}

export interface Restored {
  seq: number;
  changed: boolean;
  safetyVersion: Version;
}

/** The REST interface as a script would call it; answers that are not 2xx are thrown. */
export class Rest {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  async text(document: string, root: string, version?: Version["id"]): Promise<string> {
    return (await this.#content(document, { format: "text", root, ...asQuery(version) })).text();
  }

  /** As it was after a log entry. */
  async textAt(document: string, root: string, seq: number): Promise<string> {
    return (await this.#content(document, { format: "text", root, seq: String(seq) })).text();
  }

  async json(document: string, version?: Version["id"]): Promise<unknown> {
    return (await this.#content(document, { format: "json", ...asQuery(version) })).json();
  }

  async update(document: string, version?: Version["id"]): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#content(document, { format: "update", ...asQuery(version) })).arrayBuffer());
  }

  async apply(document: string, update: Uint8Array): Promise<{ seq: number }> {
    const response = await this.#call(`${path(document)}/updates`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: update as Uint8Array<ArrayBuffer>,
    });
    return (await response.json()) as { seq: number };
  }

  async nameVersion(document: string, label: string): Promise<Version> {
    return (await (await this.#call(`${path(document)}/versions`, asJson({ label }))).json()) as Version;
  }

  async versions(document: string): Promise<Version[]> {
    return ((await (await this.#call(`${path(document)}/versions`)).json()) as { versions: Version[] }).versions;
  }

  async restore(document: string, version: Version["id"]): Promise<Restored> {
    return (await (await this.#call(`${path(document)}/restore`, asJson({ version }))).json()) as Restored;
  }

  /** All documents, page by page. */
  async documents(): Promise<{ id: string; lastSeq: number }[]> {
    const all = [];
    for (let after: string | null = ""; after !== null; ) {
      const query: string = after === "" ? "" : `&${new URLSearchParams({ after })}`;
      const page = (await (await this.#call(`/documents?limit=1000${query}`)).json()) as {
        documents: { id: string; lastSeq: number }[];
        next: string | null;
      };
      all.push(...page.documents);
      after = page.next;
    }
    return all;
  }

  /** The answer as it came, for tests of refusals. */
  raw(pathAndQuery: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.#server.url}/api${pathAndQuery}`, init);
  }

  #content(document: string, query: Record<string, string>): Promise<Response> {
    return this.#call(`${path(document)}/content?${new URLSearchParams(query)}`);
  }

  async #call(pathAndQuery: string, init?: RequestInit): Promise<Response> {
    const response = await this.raw(pathAndQuery, init);
    if (!response.ok) throw new Error(`${init?.method ?? "GET"} /api${pathAndQuery}: ${response.status} ${await response.text()}`);
    return response;
  }
}

export const path = (document: string) => `/documents/${encodeURIComponent(document)}`;

export const asJson = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const asQuery = (version: Version["id"] | undefined): Record<string, string> => (version === undefined ? {} : { version: String(version) });
