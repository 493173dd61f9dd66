import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot, serverAssembly } from "../../harness/repository.ts";

const output = `${repositoryRoot}/artifacts/failpoints/bin/CollabServer/release`;

/** The server with failpoints, beside the usual build. Building it takes seconds when nothing has changed. */
export function failpointAssembly(): string {
  const assembly = `${output}/CollabServer.dll`;
  if (process.env.COLLAB_FAILPOINTS_BUILT === "1" && existsSync(assembly)) return assembly;
  const build = ["build", `${repositoryRoot}/src/CollabServer`, "-c", "Release", "-v", "quiet", "-p:Failpoints=true", "-p:BuildDemo=false"];
  // One build at a time in this folder, whoever else runs tests.
  const built = spawnSync("flock", [`${repositoryRoot}/tests/node/package.json`, "dotnet", ...build], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`the server with failpoints does not build: ${built.stdout}${built.stderr}${built.error ?? ""}`);
  return assembly;
}

/** The names in the sources, one entry for each call. */
export function failpointsInSources(): string[] {
  const files = readdirSync(`${repositoryRoot}/src`, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".cs") && !/(^|\/)(bin|obj|node_modules)\//.test(file),
  );
  return files.flatMap((file) =>
    [...readFileSync(join(repositoryRoot, "src", file), "utf8").matchAll(/\bFailpoint\.Hit\("([^"]*)"/g)].map(
      (match) => match[1] as string,
    ),
  );
}

/** The strings that code of the usual build can load: .NET keeps them as UTF-16. */
export function shippedStrings(): string {
  const folder = serverAssembly().replace(/\/[^/]*$/, "");
  return readdirSync(folder)
    .filter((file) => /^CollabServer(\..*)?\.dll$/.test(file))
    .map((file) => {
      const bytes = readFileSync(join(folder, file));
      // Strings may begin at odd addresses.
      return bytes.toString("utf16le") + bytes.subarray(1).toString("utf16le");
    })
    .join("");
}
