/** A rule's option: its default, its type and its JSON schema in one. */
export interface Option<T> {
  readonly fallback: T;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export type Options = Readonly<Record<string, Option<unknown>>>;
/** The values of a set of options. */
export type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

const define = <T>(fallback: T, description: string, schema: Record<string, unknown>): Option<T> => ({
  fallback,
  description,
  schema: { ...schema, description, default: fallback },
});

/** A list of strings. */
export const list = (description: string, fallback: readonly string[]): Option<readonly string[]> =>
  define(fallback, description, { type: 'array', items: { type: 'string' } });

/** On or off. */
export const flag = (description: string, fallback: boolean): Option<boolean> =>
  define(fallback, description, { type: 'boolean' });

/** A number, in the unit that the description names. */
export const amount = (description: string, fallback: number): Option<number> =>
  define(fallback, description, { type: 'number' });
