/** How this client introduces itself; a test holds both to package.json. */
export const CLIENT_NAME = "@collabserver/client";
export const CLIENT_VERSION = "0.1.0";
