import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const repositoryRoot = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** The built server: COLLAB_SERVER_DLL, else the newest build in the repository. */
export function serverAssembly(): string {
  const given = process.env.COLLAB_SERVER_DLL;
  if (given !== undefined && given !== "") return given;
  const builds = ["Release", "Debug"]
    .map((configuration) => `${repositoryRoot}/src/CollabServer/bin/${configuration}/net10.0/CollabServer.dll`)
    .filter(existsSync)
    .sort((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  if (builds[0] === undefined) throw new Error("the server is not built: dotnet build src/CollabServer -c Release");
  return builds[0];
}
