import type { Span } from './text.ts';

/**
 * Facts: the one small vocabulary into which every language is turned.
 *
 * An adapter emits facts with names of type {@link Ref}: resolved as far as its chunk allows. The engine settles them
 * against the file's import table and hands rules the same facts with plain strings (`numpy.random.randn`).
 * Spans are relative to the chunk that the fact comes from. Facts are plain data.
 */

/** A dotted name and where its first part is bound. */
export interface Ref {
  readonly path: string;
  /** `import`: settled; `module`: to be looked up in the file's table; `local`: bound to something unknown. */
  readonly from: 'import' | 'module' | 'local';
}

/** First character of a settled name whose first part is a local of unknown origin (`%model.eval`). */
export const LOCAL = '%';

/** What stands at a value position: an argument, the right side of an assignment, a default. */
export interface Value<N = string> {
  readonly type:
    'string' | 'number' | 'boolean' | 'null' | 'name' | 'call' | 'function' | 'built-string' | 'list' | 'map' | 'other';
  /** The text of a string, number or boolean literal, decoded. */
  readonly text?: string;
  /** Of a name or a call: what is named or called. */
  readonly ref?: N;
  /** Of a function: its body has no statement. */
  readonly empty?: boolean;
  /** Of a list or map: how many elements it has. */
  readonly size?: number;
}

export interface Argument<N = string> {
  /** Keyword name; undefined for a positional argument. */
  readonly name?: string;
  readonly span: Span;
  readonly value: Value<N>;
  /** `*args` or `...rest`. */
  readonly spread?: boolean;
}

/** A call, `new` expression, decorator call or tagged template. */
export interface Call<N = string> {
  readonly kind: 'call';
  readonly span: Span;
  readonly callee: N;
  readonly calleeSpan: Span;
  /** Last part of the callee as written: `eval` of `model.eval`. */
  readonly method: string;
  readonly args: readonly Argument<N>[];
  /** Whether anything reads the result. */
  readonly used: boolean;
  /** Names of the definitions around it, outermost first. */
  readonly owners: readonly string[];
  readonly isNew?: boolean;
  /** Python 2 statement: `print x`, `exec x`. */
  readonly isStatement?: boolean;
  /** Inside `if __name__ == "__main__":`. */
  readonly inMain?: boolean;
}

/** A name that is read but not called: `f = numpy.random.randn`, `map(eval, xs)`. */
export interface NameUse<N = string> {
  readonly kind: 'name';
  readonly span: Span;
  readonly ref: N;
}

/** One imported name. */
export interface Import {
  readonly kind: 'import';
  readonly span: Span;
  readonly module: string;
  readonly moduleSpan: Span;
  /** The name imported from the module; `*` for all; undefined for the module itself. */
  readonly name?: string;
  /** The name it has in the file. */
  readonly alias?: string;
  readonly typeOnly?: boolean;
}

export interface Assign<N = string> {
  readonly kind: 'assign';
  readonly span: Span;
  /** As written: `self.api_key`, `config["api_key"]` is `config.api_key`. */
  readonly target: string;
  readonly targetSpan: Span;
  readonly valueSpan: Span;
  readonly value: Value<N>;
  readonly owners: readonly string[];
}

/** Where a string literal stands. */
export type Place<N = string> =
  | { readonly as: 'assigned' | 'default' | 'key' | 'attribute'; readonly name: string }
  | { readonly as: 'argument'; readonly callee: N; readonly name?: string; readonly index: number }
  /** `whole` is the expression with its fallback: `process.env.X || "…"`. */
  | { readonly as: 'fallback'; readonly name: string; readonly whole: Span }
  | { readonly as: 'compared'; readonly name: string }
  | { readonly as: 'returned'; readonly name: string }
  | { readonly as: 'document' | 'annotation' | 'other' };

/** A string literal; adjacent literals that the language joins are one. */
export interface StringLiteral<N = string> {
  readonly kind: 'string';
  /** With quotes and prefix. */
  readonly span: Span;
  /** Decoded; an interpolation is `{}`. */
  readonly value: string;
  /** The literal's own text between its quotes, where it is one piece. */
  readonly content?: Span;
  readonly prefix: string;
  readonly interpolated: boolean;
  readonly joined: boolean;
  readonly place: Place<N>;
  /** Names of keys and targets around it, innermost first: `{"alpaca": {"key": "…"}}` gives `key`, `alpaca`. */
  readonly path: readonly string[];
  /** Fix hint: the literal may not be replaced by an expression here (match pattern, JSX text, type). */
  readonly fixed?: boolean;
}

/** `except` and `catch`. */
export interface Handler<N = string> {
  readonly kind: 'handler';
  /** From the keyword to the end of its body. */
  readonly span: Span;
  /** From the keyword to the colon or brace. */
  readonly head: Span;
  readonly types: readonly N[];
  readonly bare: boolean;
  /** The name that the error is bound to. */
  readonly name?: string;
  /** No statement that does anything: `pass`, `...`, `{}`. */
  readonly empty: boolean;
  /** Some statement but no call, no raise and no use of the error: `continue`, `return None`. */
  readonly silent: boolean;
  readonly raises: boolean;
  /** A comment stands in the empty body. */
  readonly commented: boolean;
}

export interface Definition<N = string> {
  readonly kind: 'definition';
  readonly what: 'function' | 'class';
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly decorators: readonly N[];
  readonly bases: readonly N[];
  readonly params: readonly string[];
  readonly owners: readonly string[];
  /** `stub`: pass, `...` or not implemented; `constant`: only returns a literal. */
  readonly body: 'stub' | 'constant' | 'code';
}

/** A value in a configuration file. */
export interface Entry {
  readonly kind: 'entry';
  readonly path: readonly string[];
  readonly key: string;
  readonly keySpan: Span;
  /** The value with its quotes. */
  readonly span: Span;
  /** Decoded text of a scalar. */
  readonly value: string;
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'map' | 'list';
  readonly quoted: boolean;
}

/** The chunk's raw text, for rules that look at characters. */
export interface RawText {
  readonly kind: 'text';
  readonly span: Span;
  readonly text: string;
}

export type Fact<N = string> =
  Call<N> | NameUse<N> | Import | Assign<N> | StringLiteral<N> | Handler<N> | Definition<N> | Entry | RawText;

export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** A name that a chunk binds at module level. */
export interface Binding {
  readonly name: string;
  /** What the name stands for; undefined where that is not known. */
  readonly to?: Ref;
  /** `from module import *`. */
  readonly star?: boolean;
}
