/** Why a socket was closed: the table of protocol.json, which the tests compare this with. */
export const CloseCode = {
  normal: 1000,
  "going-away": 1001,
  "text-frame": 1003,
  "message-too-big": 1009,
  "internal-error": 1011,
  "service-restart": 1012,
  "document-unavailable": 1013,
  "malformed-frame": 4400,
  unauthorized: 4401,
  forbidden: 4403,
  "invalid-document-name": 4404,
  "hello-timeout": 4408,
  "generation-mismatch": 4409,
  "pending-limit": 4413,
  "unknown-message": 4415,
  "unexpected-message": 4416,
  "malformed-update": 4422,
  "malformed-awareness": 4423,
  "document-limit": 4427,
  quarantined: 4428,
  "slow-reader": 4508,
  unresponsive: 4509,
  overloaded: 4510,
} as const;

export type CloseCodeName = keyof typeof CloseCode;

/** The name of a close code, or null for one that is not ours (1006: the network went away). */
export function closeCodeName(code: number): CloseCodeName | null {
  for (const [name, value] of Object.entries(CloseCode)) {
    if (value === code) return name as CloseCodeName;
  }
  return null;
}

/** 44xx means: the same attempt would end the same way. Everything else is worth another try. */
export function mayRetry(code: number): boolean {
  return code < 4400 || code > 4499;
}
