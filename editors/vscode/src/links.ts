/** Places that a code lens leads to, as the server sends them. */

export interface Target {
  uri: string;
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
}

/** The places in an argument of a command, without what is none. */
export function targets(given: unknown): Target[] {
  return Array.isArray(given) ? given.filter(isTarget) : [];
}

function isTarget(value: unknown): value is Target {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { uri, range } = value as Partial<Target>;
  return typeof uri === "string" && isPosition(range?.start) && isPosition(range?.end);
}

function isPosition(value: unknown): boolean {
  const { line, character } = (value ?? {}) as { line?: unknown; character?: unknown };
  return typeof line === "number" && typeof character === "number";
}

/** A page whose policy allows no script, no form and nothing from elsewhere. */
export function confined(page: string): string {
  const policy =
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">';
  const head = /<head[^>]*>/i;
  return head.test(page) ? page.replace(head, (found) => found + policy) : policy + page;
}
