import type { LanguageId } from '../../engine/language.ts';
import type { Lookup } from '../../engine/policy/policy.ts';
import type { FixContext, FixProposal } from '../../engine/rule.ts';
import type { Span } from '../../engine/text.ts';
import { wordsOf } from './credentials.ts';

/** What the fix of a literal credential needs to know. Holds no secret. */
export interface LiteralKey {
  /** The whole literal, with quotes and prefix. */
  readonly literal: Span;
  /** Name of the environment variable, upper case. */
  readonly variable: string;
  /** `b` for bytes. */
  readonly prefix: string;
  /** What stands before the secret inside the literal: `Bearer `. */
  readonly scheme: string;
  /** No expression may stand here. */
  readonly fixed: boolean;
  /** Where the secret is part of a longer text, no fix is offered. */
  readonly partial?: boolean;
  readonly mask: string;
}

const GENERIC = new Set([
  'key',
  'token',
  'secret',
  'password',
  'passwd',
  'pwd',
  'api',
  'auth',
  'access',
  'credential',
  'credentials',
  'authorization',
  'apikey',
  'x',
  'private',
  'client',
  'pass',
]);
const NOISE = new Set([
  'self',
  'this',
  'cls',
  'test',
  'default',
  'config',
  'settings',
  'headers',
  'options',
  'params',
  'kwargs',
  'module',
  'exports',
  'client',
  'the',
  'my',
]);

/**
 * The environment variable for a credential: the name it stands under in upper snake case; a name that any vendor's
 * key could have (`api_key`) is preceded by the nearest name around it that says whose it is.
 */
export function variableName(names: readonly string[], fallback = 'API_KEY'): string {
  const [own, ...around] = names.map((name) => wordsOf(name.slice(name.lastIndexOf('.') + 1)));
  const words = (own ?? [])
    .flatMap((word) => (word === 'authorization' ? ['auth', 'token'] : [word]))
    .filter((word) => word !== 'x');
  if (words.length === 0) return fallback;
  if (words.every((word) => GENERIC.has(word))) {
    const owner = [...names[0]!.split('.').slice(0, -1).reverse().map(wordsOf), ...around]
      .map((some) => some.filter((word) => word.length > 2 && !NOISE.has(word) && !GENERIC.has(word)))
      .find((some) => some.length > 0);
    if (owner) words.unshift(...owner);
  }
  return words.join('_').toUpperCase();
}

const ADVICE = 'Now rotate this key at its vendor: it has been in the source, and so in the history.';

/** Replaces a literal credential by the team's lookup. */
export function lookupFix(data: LiteralKey, fx: FixContext): FixProposal | undefined {
  if (data.fixed || data.partial) return undefined;
  const text = (fx.language === 'python' ? pythonLookup : SCRIPT.has(fx.language) ? scriptLookup : dataLookup)(
    data,
    fx,
  );
  if (!text) return undefined;
  return {
    title: `Read ${data.variable} ${text.from}`,
    edits: [{ span: data.literal, text: text.code }],
    advice: ADVICE,
  };
}

const SCRIPT: ReadonlySet<LanguageId> = new Set(['javascript', 'typescript', 'tsx']);
type Written = { readonly code: string; readonly from: string } | undefined;

function pythonLookup(data: LiteralKey, fx: FixContext): Written {
  const lookup = fx.secrets.python;
  // Inside an f-string the quotes of the scheme's string are taken (before Python 3.12).
  const quote = data.scheme ? "'" : '"';
  const expression = pythonExpression(lookup, data.variable, quote, fx);
  const value = /b/i.test(data.prefix) ? `${expression}.encode()` : expression;
  return {
    code: data.scheme ? `f"${data.scheme}{${value}}"` : value,
    from: lookup.form === 'call' ? `with ${lookup.name}` : 'from the environment',
  };
}

function pythonExpression(lookup: Lookup, variable: string, quote: string, fx: FixContext): string {
  if (lookup.form === 'call') {
    return `${fx.bring({ module: lookup.module!, name: lookup.name! })}('${variable.toLowerCase()}')`;
  }
  const known =
    lookup.form === 'getenv' ? fx.known({ module: 'os', name: 'getenv' }) : fx.known({ module: 'os', name: 'environ' });
  if (known)
    return lookup.form === 'getenv' ? `${known}(${quote}${variable}${quote})` : `${known}[${quote}${variable}${quote}]`;
  const os = fx.bring({ module: 'os' });
  return lookup.form === 'getenv'
    ? `${os}.getenv(${quote}${variable}${quote})`
    : `${os}.environ[${quote}${variable}${quote}]`;
}

function scriptLookup(data: LiteralKey, fx: FixContext): Written {
  const lookup = fx.secrets.javascript;
  const value =
    lookup.form === 'call'
      ? `${fx.bring({ module: lookup.module!, name: lookup.name! })}('${data.variable}')`
      : `process.env.${data.variable}`;
  return {
    code: data.scheme ? `\`${data.scheme}\${${value}}\`` : value,
    from: lookup.form === 'call' ? `with ${lookup.name}` : 'from the environment',
  };
}

/** `.env.example` gets a placeholder, YAML a reference; JSON has no way to refer to anything. */
function dataLookup(data: LiteralKey, fx: FixContext): Written {
  if (fx.language === 'dotenv') return { code: `your_${data.variable.toLowerCase()}_here`, from: 'as a placeholder' };
  return fx.language === 'yaml' ? { code: `\${${data.variable}}`, from: 'from the environment' } : undefined;
}
