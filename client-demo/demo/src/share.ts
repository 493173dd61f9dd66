import { pageFor } from "./addresses.js";
import { toast } from "./toast.js";

/** Copies the address under which others find this document. */
export function shareOnClick(button: HTMLButtonElement, document: string): void {
  button.addEventListener("click", async () => {
    const link = pageFor(location.href, document);
    try {
      await navigator.clipboard.writeText(link);
      toast("Link copied. Whoever opens it writes with you.");
    } catch {
      // Browsers give the clipboard to secure pages only.
      toast(link);
    }
  });
}
