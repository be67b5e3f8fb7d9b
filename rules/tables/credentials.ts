import type { Confidence } from '../../engine/finding.ts';
import { anyOf } from './words.ts';

/**
 * Judges names and values: is this a credential? Both answers are needed; neither alone makes a finding.
 */

/** How much a name promises a secret. `password` values may be plain words; `key` values may not. */
export type NameSignal = 'password' | 'key' | undefined;

const PASSWORD_WORDS = new Set(['password', 'passwd', 'pwd', 'passphrase', 'passcode', 'passwort', 'pword']);
const KEY_WORDS = new Set([
  'secret',
  'secrets',
  'token',
  'apikey',
  'apitoken',
  'credential',
  'credentials',
  'bearer',
  'authtoken',
  'accesskey',
  'secretkey',
  'privatekey',
  'authorization',
  'accesstoken',
  'apisecret',
  'authkey',
  'clientsecret',
]);
/** Before `key` these make it a secret: `api_key`, `signing_key`. */
const KEY_KINDS = new Set([
  'api',
  'access',
  'secret',
  'private',
  'signing',
  'encryption',
  'master',
  'auth',
  'service',
  'account',
  'app',
  'client',
  'fernet',
  'hmac',
  'jwt',
  'webhook',
  'license',
  'storage',
  'admin',
  'root',
  'session',
  'polygon',
  'fred',
  'alpaca',
  'finnhub',
  'binance',
  'bybit',
  'openai',
  'anthropic',
  'stripe',
  'vendor',
  'broker',
  'exchange',
  'trading',
  'subscription',
  'deploy',
  'ssh',
  'rsa',
  'aes',
]);
/** As the last word these say that the value is about a secret, and is none. */
const ABOUT = new Set(
  (
    'name names id ids file files filename path paths dir url uri urls endpoint field fields label title text type types kind env var variable ' +
    'header headers prefix suffix regex pattern format length len size count limit max min hint help error message msg placeholder ' +
    'description desc policy rule rules strategy mode status state expiry expires expiration expire ttl timeout lifetime age created updated ' +
    'column col attr attribute param parameter parameters args option options provider manager service class model schema ' +
    'enabled disabled required valid index idx position scheme algorithm alg method function func callback handler factory ' +
    'selector input form element page view route template source ref reference version issuer audience scope scopes usage counter ' +
    'budget cost price symbol address contract decimals ring store location requirements reset generator'
  ).split(' '),
);
/** Anywhere in the name these say the same. */
const ABOUT_ANYWHERE = new Set([
  'public',
  'pub',
  'tokenizer',
  'tokenize',
  'cache',
  'primary',
  'foreign',
  'partition',
  'sort',
  'translation',
  'i18n',
  'csrf',
  'next',
  'page',
  'pagination',
  'num',
  'max',
  'min',
  'hash',
  'hashed',
  'checksum',
  'integrity',
  'fingerprint',
  'mask',
  'masked',
  'redacted',
  'forgot',
  'pad',
  'eos',
  'bos',
  'unk',
  'sep',
  'cls',
  'vocab',
]);

/** What a text must hold for {@link nameSignal} to find anything in it. */
export const credentialAnchors: readonly RegExp[] = [
  new RegExp(
    `${anyOf([...PASSWORD_WORDS, 'secret', 'token', 'apikey', 'credential', 'bearer', 'authkey', 'accesskey', 'privatekey', 'authorization'])}|${anyOf([...KEY_KINDS])}\\d*[\\s_.-]*key`,
    'i',
  ),
];

/** The words of a name in any spelling: `polygonApiKey`, `POLYGON_API_KEY`, `X-Api-Key`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);
}

/** What a name says about its value. */
export function nameSignal(name: string): NameSignal {
  const words = wordsOf(name.slice(name.lastIndexOf('.') + 1)).map((word) => word.replace(/\d+$/, '') || word);
  const last = words.at(-1);
  if (!last || ABOUT.has(last) || words.some((word) => ABOUT_ANYWHERE.has(word))) return undefined;
  if (words.some((word) => PASSWORD_WORDS.has(word))) return 'password';
  if (words.some((word) => KEY_WORDS.has(word))) return 'key';
  const isKey = words.some(
    (word, index) => (word === 'key' || word === 'keys') && index > 0 && KEY_KINDS.has(words[index - 1]!),
  );
  return isKey ? 'key' : undefined;
}

/** What a value is. */
export type ValueKind =
  | { readonly kind: 'credential'; readonly confidence: Confidence }
  | { readonly kind: 'placeholder' | 'reference' | 'other' };

const PLACEHOLDER_WORDS =
  /(?:^|[-_. <[{(])(?:your|my|insert|enter|replace|change|put|add|set|fill|example|sample|dummy|placeholder|todo|tbd|fixme|fake|mock|redacted|removed|hidden|masked|null|none|undefined|nil|empty|foo|bar|baz|foobar|test|testing|changeme|changeit|change_me|replaceme|here|default|secret_?here|abc123|goes)(?:$|[-_. >\]})])/i;
const PLACEHOLDER_SHAPES =
  /^(?:<.*>|\[.*\]|\{\{?.*\}?\}|\$\{.*|\$\(.*|%\(.*\)s|%[\w]+%|\.{3,}|-+|_+|\*+|•+|#+|x{3,}.*|.*x{6,}.*|.*\*{4,}.*|.*\.{3}|y{3,}|z{3,}|0+|1+|n\/a|\?+)$/i;
const SEQUENCES = ['0123456789', '1234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop'];
const REFERENCES =
  /^(?:\$[A-Za-z_]|\$\{|env[.:(]|process\.env|os\.environ|vault:|op:\/\/|arn:|secret:\/\/|projects\/|ssm:|aws-?sm:|gcp:|azure:|file:|ref\+|sops:|ENC\[|AQICAH|!vault|@Microsoft\.KeyVault|keyring:|doppler:|bao:|kubernetes:|k8s:|\{%)/i;
const NAME_OF_VARIABLE = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;
const UUID = /^\{?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\}?$/i;
const URL = /^[a-z][\w+.-]*:\/\//i;
const PATH =
  /^(?:\.{0,2}\/|~\/|[a-z]:\\)|^[\w.-]+(?:\/[\w.-]+)+\.\w{1,5}$|\.(?:pem|key|crt|json|ya?ml|txt|env|py|js|ts|html?|cfg|ini|toml)$/i;
const WORDS_ONLY = /^[A-Za-z]+(?:[-_. :/][A-Za-z]+)*$/;
const DOTTED_CODE = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+(?:\(.*\))?$/;
/** Versions, public addresses of chains, ids of web analytics, counts and dates. */
const NEVER_SECRET =
  /^(?:[~^>=<]*v?\d+\.\d+(?:\.\d+)?(?:[-+.][\w.]+)?|0x[\da-f]{40}|UA-\d+-\d+|G-[A-Z\d]{8,12}|GTM-[A-Z\d]+|\d{4}-\d{2}-\d{2}.*)$/i;
/** Words that stand for themselves where a password is expected: form types, labels, keys. */
const LABELS = new Set(
  'password passwd pwd pass passphrase secret token key apikey api_key bearer basic digest oauth oauth2 jwt text string hidden required optional invalid missing true false yes no none null user passwort kennwort contraseña senha wachtwoord hasło parola adgangskode lösenord пароль admin_password current-password new-password'.split(
    ' ',
  ),
);

/** Whether a value only stands where a credential belongs: `your_key_here`, `<token>`, `xxx`, `changeme`. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  if (text === '') return false;
  if (PLACEHOLDER_SHAPES.test(text) || PLACEHOLDER_WORDS.test(text)) return true;
  return new Set(text.toLowerCase()).size <= 2 && text.length > 3;
}

/** Judges a value that stands under a name that promises a secret. */
export function judgeValue(raw: string, signal: Exclude<NameSignal, undefined>): ValueKind {
  const value = raw.replace(/^(?:Bearer|Basic|Token|ApiKey)\s+/i, '').trim();
  if (value.length === 0) return { kind: 'other' };
  if (REFERENCES.test(value) || NAME_OF_VARIABLE.test(value)) return { kind: 'reference' };
  if (isPlaceholder(value)) return { kind: 'placeholder' };
  if (/\s/.test(value) || value.includes('{}') || /[<>]|\$\{|%[sd]/.test(value)) return { kind: 'other' };
  if (UUID.test(value) || URL.test(value) || PATH.test(value) || DOTTED_CODE.test(value)) return { kind: 'other' };
  if (LABELS.has(value.toLowerCase()) || NEVER_SECRET.test(value)) return { kind: 'other' };
  return signal === 'password' ? judgePassword(value) : judgeKey(value);
}

function judgePassword(value: string): ValueKind {
  if (value.length < 4) return { kind: 'other' };
  const varied = /\d/.test(value) && /[a-z]/i.test(value);
  if (varied || /[^\w\s.-]/.test(value)) return { kind: 'credential', confidence: 'high' };
  return { kind: 'credential', confidence: WORDS_ONLY.test(value) && /[-_. :/]/.test(value) ? 'low' : 'medium' };
}

const SHORTEST_KEY = 8;

function judgeKey(value: string): ValueKind {
  if (value.length < SHORTEST_KEY || WORDS_ONLY.test(value)) {
    const mixed =
      value.length >= 16 &&
      /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(value) &&
      !/[-_. :/]/.test(value) &&
      entropy(value) >= 3.5 &&
      !isCamelCase(value);
    return mixed ? { kind: 'credential', confidence: 'medium' } : { kind: 'other' };
  }
  if (SEQUENCES.some((sequence) => sequence.includes(value.toLowerCase()))) return { kind: 'placeholder' };
  if (!/\d/.test(value)) return { kind: 'credential', confidence: entropy(value) >= 3.5 ? 'medium' : 'low' };
  if (/^\d+(?:\.\d+)*$/.test(value)) return { kind: 'credential', confidence: value.length >= 12 ? 'medium' : 'low' };
  // One number behind words is a version or a name (`secret-v2`), not a key.
  if (/^[a-z]+(?:[-_][a-z]+)*[-_]?v?\d{1,3}$/i.test(value) && value.length < 20)
    return { kind: 'credential', confidence: 'low' };
  return { kind: 'credential', confidence: entropy(value) >= 2.5 ? 'high' : 'medium' };
}

/** Words run together with capitals: an identifier. */
const isCamelCase = (value: string): boolean => /^[A-Za-z][a-z]{2,}(?:[A-Z][a-z]{2,})+$/.test(value);

/** Shannon entropy in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
