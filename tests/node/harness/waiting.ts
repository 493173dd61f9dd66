/** How long anything may take on a busy two-core machine before the test says what it waited for. */
export const patienceMilliseconds = 20_000;

/** A promise with its handles outside, for events that arrive from callbacks. */
export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Rejects with what was waited for when the promise takes too long; `details` may add what was seen instead. */
export async function within<T>(
  what: string,
  promise: Promise<T>,
  milliseconds = patienceMilliseconds,
  details: () => string = () => "",
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${milliseconds} ms for ${what} ${details()}`.trim())), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the predicate holds, which is asked now and whenever `subscribe` calls back. */
export async function when(
  what: string,
  holds: () => boolean,
  subscribe: (check: () => void) => () => void,
  milliseconds = patienceMilliseconds,
  details?: () => string,
): Promise<void> {
  if (holds()) return;
  const done = deferred<void>();
  const unsubscribe = subscribe(() => {
    if (holds()) done.resolve();
  });
  try {
    await within(what, done.promise, milliseconds, details);
  } finally {
    unsubscribe();
  }
}

/** For what only answers questions (REST, files, the operating system): asks until the answer satisfies. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T> | T,
  satisfies: (answer: T) => boolean,
  milliseconds = patienceMilliseconds,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`waited ${milliseconds} ms for ${what}; the last answer was ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
