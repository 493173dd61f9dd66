/** Name of the root type that holds the text; the page, the embed script and tests agree on it. */
export const ROOT_TEXT = "text";
