import type { Call, Entry, StringLiteral } from '../../engine/facts.ts';
import { mask } from '../../engine/mask.ts';
import { list } from '../../engine/option.ts';
import { type Report, type RuleContext, rule } from '../../engine/rule.ts';
import type { Span } from '../../engine/text.ts';
import { credentialAnchors, judgeValue, type NameSignal, nameSignal } from '../tables/credentials.ts';
import { type LiteralKey, lookupFix, variableName } from '../tables/lookup.ts';
import { lastPart } from '../tables/names.ts';
import { findTokens } from '../tables/providers.ts';

const options = {
  allow_names: list('Names that never hold a secret, whatever their value: `page_token`.', []),
};

interface Found extends LiteralKey {
  readonly name: string;
  readonly shape: 'value' | 'fallback' | 'compared';
}

type Context = RuleContext<typeof options>;

/** In manifests the keys are names of packages. */
const DEPENDENCIES = /(?:^|\/)\w*[dD]ependencies\/|^(?:packages|engines|resolutions|overrides|scripts)\//;

const SCHEME = /^(?:Bearer|Basic|Token|ApiKey)\s+/i;
/** Functions that look a value up by name; what follows the name is the value where there is none. */
const GETTERS =
  /^(?:os\.getenv|os\.environ\.(?:get|setdefault)|decouple\.config|environ\.Env\(\)|config|getenv|env)$|\.(?:get|setdefault|getOrDefault|get_or_default|getItem|add_argument|option)$/;
/** Methods that store a value under a name. */
const SETTERS =
  /\.(?:set|setdefault|put|append|add|header|setHeader|setItem|set_key|setenv|add_header|setRequestHeader)$/;

function judge(
  name: string,
  value: string,
  { options }: Context,
): { signal: NameSignal; confidence?: 'high' | 'medium' | 'low' } {
  if (options.allow_names.includes(lastPart(name))) return { signal: undefined };
  const signal = nameSignal(name);
  if (!signal || findTokens(value).length > 0 || value.includes('-----BEGIN')) return { signal: undefined };
  const verdict = judgeValue(value, signal);
  return verdict.kind === 'credential' ? { signal, confidence: verdict.confidence } : { signal: undefined };
}

function found(literal: Span, names: readonly string[], value: string, rest: Partial<Found>): Report<Found>['data'] {
  const scheme = SCHEME.exec(value)?.[0] ?? '';
  return {
    literal,
    variable: variableName(names),
    prefix: '',
    scheme,
    fixed: false,
    mask: mask(value.slice(scheme.length)),
    name: lastPart(names[0] ?? ''),
    shape: 'value',
    ...rest,
  };
}

/** The name that a string stands under, where it is the value of that name. */
function nameOf(string: StringLiteral): string | undefined {
  const { place } = string;
  switch (place.as) {
    case 'assigned':
    case 'default':
    case 'key':
    case 'attribute':
    case 'fallback':
    case 'compared':
    case 'returned':
      return place.name;
    case 'argument':
      // A dataclass field: `token: str = field(default="…")`.
      return place.name === 'default' ? string.path[1] : place.name;
    default:
      return undefined;
  }
}

/** Keys in tests are seldom real, and sometimes are. */
const severityIn = (context: Context): { severity?: 'warning' } =>
  context.inScope('test_files') ? { severity: 'warning' } : {};

function* stringReport(string: StringLiteral, context: Context): Iterable<Report<Found>> {
  const name = nameOf(string);
  if (!name) return;
  // In `api_key = own_key = "…"` either name may be the one that tells.
  const { signal, confidence } =
    [name, ...(string.place.as === 'assigned' ? string.path : [])]
      .map((one) => judge(one, string.value, context))
      .find((one) => one.signal) ?? {};
  if (!signal || !confidence) return;
  const callee = string.place.as === 'argument' ? [string.place.callee.replace(/^%/, '').replace(/\(\)/g, '')] : [];
  const names = [name, ...string.path.filter((one) => one !== name), ...callee];
  yield {
    at: string.span,
    ...severityIn(context),
    confidence: string.place.as === 'compared' && confidence === 'high' ? 'medium' : confidence,
    data: found(environmentFallback(string) ?? string.span, names, string.value, {
      prefix: string.prefix,
      fixed: string.fixed ?? false,
      // Written into the environment: there is nothing to look up.
      partial:
        string.interpolated || (string.place.as === 'attribute' && /environ\.|process\.env\./.test(string.place.name)),
      shape: string.place.as === 'fallback' ? 'fallback' : string.place.as === 'compared' ? 'compared' : 'value',
    }),
  };
}

/** `process.env.X || "literal"` is replaced as a whole. */
const environmentFallback = ({ place }: StringLiteral): Span | undefined =>
  place.as === 'fallback' && /^process\.env\.|^[A-Z][A-Z\d_]+$/.test(place.name) ? place.whole : undefined;

/** `os.getenv("X_API_KEY", "literal")`, `headers.set("Authorization", "Bearer …")`. */
function* callReport(call: Call, context: Context): Iterable<Report<Found>> {
  const key = call.args[0];
  const value = call.args.find((arg) => arg.name === 'default') ?? call.args.slice(1, 2).find((arg) => !arg.name);
  if (key?.value.type !== 'string' || value?.value.type !== 'string') return;
  const callee = call.callee.replace(/^%/, '');
  const getter = GETTERS.test(callee);
  if (!getter && !SETTERS.test(callee)) return;
  const name = key.value.text ?? '';
  const { signal, confidence } = judge(name, value.value.text ?? '', context);
  if (!signal || !confidence) return;
  const environment = /getenv|environ|(?:^|\.)env\b/.test(callee);
  yield {
    at: value.span,
    confidence,
    data: {
      ...found(getter && environment ? call.span : value.span, [name], value.value.text ?? '', {
        shape: getter ? 'fallback' : 'value',
      }),
      ...(getter && environment ? { variable: name } : {}),
      partial: getter && !environment,
    },
  };
}

function* entryReport(entry: Entry, context: Context): Iterable<Report<Found>> {
  // Real values belong into .env; that file is watched by `api_keys/placeholder`.
  if (entry.type !== 'string' || (context.language === 'dotenv' && !context.inScope('env_templates'))) return;
  const pair = /^([A-Z][A-Z\d_]*)=(.+)$/.exec(entry.value);
  const { signal, confidence } = pair ? judge(pair[1]!, pair[2]!, context) : judge(entry.key, entry.value, context);
  if (!signal || !confidence || DEPENDENCIES.test(entry.path.join('/'))) return;
  // A plain word in a configuration is a mode far more often than a password.
  if (/^[A-Za-z_]+$/.test(entry.value)) return;
  if (pair) {
    yield {
      at: entry.span,
      confidence,
      ...severityIn(context),
      data: found(entry.span, [pair[1]!], pair[2]!, { partial: true }),
    };
    return;
  }
  yield {
    at: entry.span,
    confidence,
    ...severityIn(context),
    data: found(entry.span, [entry.key, ...entry.path.slice(0, -1).reverse()], entry.value, {}),
  };
}

export default rule<Found, typeof options>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx', 'yaml', 'json', 'dotenv'],
  anchors: credentialAnchors,
  options,
  summary: 'A credential written into the source.',
  why: 'Whoever can read the repository, its history or a copy of it can use this key, place orders and read accounts with it.',
  remedy:
    'Read the value with the lookup of your team (`secrets.lookup` in the policy), put the value where that lookup finds it, and rotate the key: what was once committed stays in the history.',
  notes:
    'A finding needs both a name that promises a secret and a value that can be one. Placeholders (`your_key_here`, `<token>`, `xxx`), references (`${X}`, `vault:…`), names of variables, paths, URLs, UUIDs and plain words are no credentials. Real values in `.env` are in their place and are not reported here.',
  refs: ['CWE-798', 'seed 001: API Key Security'],
  controls: ['PCI DSS 8.2', 'SOC2 CC6.1'],
  on: {
    string: stringReport,
    call: callReport,
    entry: entryReport,
  },
  message: ({ name, shape, mask: shown }) =>
    shape === 'fallback'
      ? `The fallback for \`${name}\` is a credential in the source (${shown}), so a missing variable goes unnoticed. Let the lookup fail instead, and rotate this key.`
      : shape === 'compared'
        ? `\`${name}\` is compared with a credential in the source (${shown}). Compare with a stored hash or a looked-up value.`
        : `\`${name}\` holds a credential in the source (${shown}). Look it up at run time, and rotate this key.`,
  fixSafety: 'review',
  fix: (data, fx) => (data.shape === 'compared' ? undefined : lookupFix(data, fx)),
  examples: [
    {
      language: 'python',
      bad: `api_key = "pk_1234567890abcdef"\n          ~~~~~~~~~~~~~~~~~~~~~`,
      fixed: `import os\n\napi_key = os.environ["API_KEY"]`,
    },
    {
      language: 'python',
      policy: 'secrets:\n  lookup: from config.secrets_manager import get_required_secret',
      bad: `"""Vendors."""\nfrom __future__ import annotations\n\nPOLYGON_API_KEY = "Kx81vQz0Lm27TbR4"\n                  ~~~~~~~~~~~~~~~~~~`,
      fixed: `"""Vendors."""\nfrom __future__ import annotations\nfrom config.secrets_manager import get_required_secret\n\nPOLYGON_API_KEY = get_required_secret('polygon_api_key')`,
    },
    {
      language: 'python',
      bad: `import os\nkey = os.getenv("FRED_API_KEY", "f3a91bc07d5e42aa")\n                                ~~~~~~~~~~~~~~~~~~`,
      fixed: `import os\nkey = os.environ["FRED_API_KEY"]`,
    },
    {
      language: 'python',
      bad: `import requests\n\nrequests.get(url, headers={"Authorization": "Bearer 9fK2mQ7xTz41"})\n                                            ~~~~~~~~~~~~~~~~~~~~~`,
      fixed: `import requests\nimport os\n\nrequests.get(url, headers={"Authorization": f"Bearer {os.environ['AUTH_TOKEN']}"})`,
    },
    {
      language: 'typescript',
      bad: `const secret = process.env.BYBIT_API_SECRET || 'q8Zr31LmTx90';\n                                               ~~~~~~~~~~~~~~`,
      fixed: `const secret = process.env.BYBIT_API_SECRET;`,
    },
    {
      language: 'typescript',
      bad: `export const config = { alpaca: { apiKey: 'AKzz81Tq0Lm2' } };\n                                          ~~~~~~~~~~~~~~`,
      fixed: `export const config = { alpaca: { apiKey: process.env.ALPACA_API_KEY } };`,
    },
    {
      language: 'yaml',
      bad: `broker:\n  password: s3cr3t-Pa55\n            ~~~~~~~~~~~`,
      fixed: `broker:\n  password: \${BROKER_PASSWORD}`,
    },
    {
      language: 'python',
      good: `import os\napi_key = os.getenv("POLYGON_API_KEY")\nlevel = os.getenv("LOG_LEVEL", "INFO")`,
    },
    {
      language: 'python',
      good: `api_key = "your_key_here"\ntoken = "<token>"\npassword_field = "Password123"\ntoken_type = "bearer"`,
    },
    { language: 'json', good: `{"integrity": "sha512-4zQ9aRt0", "password": "\${DB_PASSWORD}"}` },
    { language: 'dotenv', path: '.env', good: `POLYGON_API_KEY=Kx81vQz0Lm27TbR4` },
  ],
});
