import { rule } from '../../engine/rule.ts';
import type { Span } from '../../engine/text.ts';
import { lastPart, nameTable, spoken } from '../tables/names.ts';

const UNVERIFIED = nameTable([
  'ssl._create_unverified_context',
  'ssl._create_stdlib_context',
  'urllib3.disable_warnings',
  'requests.packages.urllib3.disable_warnings',
  'paramiko.AutoAddPolicy',
  'paramiko.WarningPolicy',
  'paramiko.client.AutoAddPolicy',
]);
const KEYWORDS = new Set([
  'verify',
  'verify_ssl',
  'ssl_verify',
  'verify_certs',
  'check_hostname',
  'validate_certs',
  'ssl',
]);
/** A call that talks to a server: by its library, or by a method that HTTP clients have. */
const HTTP_CALL =
  /^(?:requests|httpx|aiohttp|urllib3|hvac|boto3|botocore|elasticsearch|opensearchpy|kubernetes|websockets|treq|grequests|requests_html|cloudscraper)\b|\.(?:get|post|put|patch|delete|head|options|request|send|stream|fetch|urlopen|Session|Client|AsyncClient|AsyncHTTPTransport|HTTPTransport)$/;
const FLAGS = new Set([
  'rejectUnauthorized',
  'strictSSL',
  'check_hostname',
  'checkServerIdentity',
  'insecureSkipVerify',
]);

const isCertNone = (value: { readonly text?: string; readonly ref?: string }): boolean =>
  value.text === 'CERT_NONE' || value.ref === 'ssl.CERT_NONE';

interface Found {
  readonly what: string;
  /** The `False` to be turned. */
  readonly flip?: Span;
  readonly to?: string;
}

export default rule<Found>({
  severity: 'critical',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx', 'dotenv', 'yaml', 'shell', 'dockerfile'],
  anchors: [
    /\bverify\w*\s*[=:]|_ssl\b|\bssl_|\bssl\s*=|_create_(?:un|std|def)|check_?hostname|CERT_NONE|cert_reqs|disable_warnings|AutoAddPolicy|WarningPolicy|rejectUnauthorized|strictSSL|checkServerIdentity|TLS_REJECT|PYTHONHTTPSVERIFY|validate_certs|insecure/i,
  ],
  summary: 'Certificates or host keys that are not checked.',
  why: 'Anybody between you and the broker can read the key and change the orders, and nothing shows.',
  remedy:
    'Leave verification on. For a private authority pass its certificate (`verify="/path/ca.pem"`, `ca:` in Node.js).',
  refs: ['CWE-295', 'seed 003: TLS certificate validation'],
  controls: ['PCI DSS 4.2', 'SOC2 CC6.6'],
  on: {
    *call(call, { language }) {
      if (language === 'python') {
        for (const arg of call.args)
          if (arg.name === 'cert_reqs' && isCertNone(arg.value))
            yield { at: arg.span, data: { what: 'cert_reqs=CERT_NONE' } };
        if (UNVERIFIED(call.callee)) yield { at: call.calleeSpan, data: { what: spoken(call.callee) } };
        for (const arg of call.args) {
          if (
            !arg.name ||
            !KEYWORDS.has(arg.name) ||
            arg.value.text !== 'false' ||
            (arg.name === 'ssl' && !/aiohttp|session|request|get|post/i.test(call.callee))
          )
            continue;
          // A function of the team's own may mean anything by `verify`.
          if (arg.name === 'verify' && !HTTP_CALL.test(call.callee)) continue;
          // `jwt.decode(verify=False)` and its like have rules of their own.
          if (/jwt/i.test(call.callee)) continue;
          yield {
            at: arg.span,
            data: { what: `${arg.name}=False`, flip: [arg.span[1] - 'False'.length, arg.span[1]], to: 'True' },
          };
        }
      }
    },
    *assign(item, { language, text }) {
      const name = lastPart(item.target);
      const off = item.value.text === 'false';
      if (language === 'python') {
        if (name === 'verify_mode' && item.value.ref === 'ssl.CERT_NONE')
          yield {
            at: item.valueSpan,
            data: {
              what: 'ssl.CERT_NONE',
              flip: item.valueSpan,
              to: text.slice(...item.valueSpan).replace('CERT_NONE', 'CERT_REQUIRED'),
            },
          };
        else if ((name === 'check_hostname' || (name === 'verify' && item.target.includes('.'))) && off)
          yield { at: item.valueSpan, data: { what: `${name} = False`, flip: item.valueSpan, to: 'True' } };
        else if (name === 'cert_reqs' && isCertNone(item.value))
          yield { at: item.valueSpan, data: { what: 'cert_reqs = CERT_NONE' } };
        else if (name === '_create_default_https_context')
          yield { at: item.targetSpan, data: { what: 'ssl._create_default_https_context' } };
        else if (/PYTHONHTTPSVERIFY$|NODE_TLS_REJECT_UNAUTHORIZED$/.test(name) && item.value.text === '0')
          yield { at: item.valueSpan, data: { what: `${name}=0` } };
        return;
      }
      if (FLAGS.has(name) && off)
        yield { at: item.valueSpan, data: { what: `${name}: false`, flip: item.valueSpan, to: 'true' } };
      else if (name === 'NODE_TLS_REJECT_UNAUTHORIZED' && (item.value.text === '0' || off))
        yield { at: item.valueSpan, data: { what: 'NODE_TLS_REJECT_UNAUTHORIZED=0' } };
    },
    *entry(entry) {
      if (
        /^(?:insecure_skip_verify|insecureSkipVerify|insecureSkipTLSVerify|insecure-skip-tls-verify)$/i.test(
          entry.key,
        ) &&
        entry.value === 'true'
      )
        yield { at: entry.span, data: { what: `${entry.key}: true` } };
      if (
        /^(?:validate_certs|verify_ssl|ssl_verify|verify_certs)$/i.test(entry.key) &&
        /^(?:false|no|off)$/i.test(entry.value)
      )
        yield { at: entry.span, data: { what: `${entry.key}: ${entry.value}` } };
      if (/^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)$/.test(entry.key) && /^0|false$/i.test(entry.value))
        yield { at: entry.span, data: { what: `${entry.key}=0` } };
    },
    *text({ text }, { language }) {
      if (language !== 'shell' && language !== 'dockerfile') return;
      for (const match of text.matchAll(
        /NODE_TLS_REJECT_UNAUTHORIZED[= ]["']?0|GIT_SSL_NO_VERIFY=(?:1|true)|http\.sslVerify[= ]false/g,
      )) {
        yield { at: [match.index, match.index + match[0].length], data: { what: match[0] } };
      }
    },
  },
  message: ({ what }) =>
    `\`${what}\` leaves the other side unchecked, so anybody in between can read and change the traffic. Keep verification on.`,
  fixSafety: 'review',
  fix: ({ flip, to }) =>
    flip && to ? { title: 'Turn verification on', edits: [{ span: flip, text: to }] } : undefined,
  examples: [
    {
      language: 'python',
      bad: `import requests\nr = requests.get(url, verify=False)\n                      ~~~~~~~~~~~~`,
      fixed: `import requests\nr = requests.get(url, verify=True)`,
    },
    {
      language: 'python',
      bad: `import ssl\nctx = ssl._create_unverified_context()\n      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~`,
    },
    {
      language: 'typescript',
      bad: `const agent = new https.Agent({ rejectUnauthorized: false });\n                                                    ~~~~~`,
      fixed: `const agent = new https.Agent({ rejectUnauthorized: true });`,
    },
    { language: 'dotenv', path: '.env', bad: `NODE_TLS_REJECT_UNAUTHORIZED=0\n                             ~` },
    {
      language: 'python',
      good: `import requests\nrequests.get(url, verify="/etc/ssl/ca.pem")\nsignature.check(verify=verify)`,
    },
  ],
});
