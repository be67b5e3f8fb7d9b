import type { StringLiteral } from '../../engine/facts.ts';
import { list } from '../../engine/option.ts';
import { type RuleContext, rule } from '../../engine/rule.ts';
import { MARKET_WORDS, type Vendor, vendorAnchors, vendors } from '../tables/vendors.ts';

const options = {
  approved: list('Sources that may be used: names of vendors (`polygon`, `fred`), modules, packages or hosts.', [
    'polygon',
    'fred',
    'redis',
    'database',
  ]),
};

type Context = RuleContext<typeof options>;

interface Found {
  readonly source: string;
  readonly approved: readonly string[];
}

/** Calls that fetch what a URL names. */
const FETCH =
  /^(?:requests|httpx|aiohttp|urllib\.request|urllib3|urllib|axios|got|ky|superagent|needle|undici)(?:\.|$|\()|^(?:fetch|node-fetch|cross-fetch|pandas\.read_(?:csv|json|html|excel|parquet)|polars\.read_\w+)$|(?:session|client|http|Session\(\)|ClientSession\(\)|Client\(\))\.(?:get|post|request|fetch|stream)$/;
const INTERNAL =
  /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1\]|host\.docker)|\.(?:local|internal|lan|svc|test|example|invalid|localhost)$|^[^.]+$|(?:^|\.)example\.(?:com|org|net)$/;
const URL_NAME = /(?:^|_)(?:url|uri|endpoint|base|host|api)$|(?:Url|Uri|Endpoint|Host)$/i;
/** Names of what is shown to a person or only says where things come from. */
const LINK_NAME =
  /(?:^|[._-])(?:href|links?|referral|www|docs?|documentation|fees|homepage|home_?page|website|site|logo|icon|image|title|text|label|description|source|about|help|terms|license|register|signup|referer|origin)(?:$|[._-])/i;

function isApproved(names: readonly (string | undefined)[], { options }: Context): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/api$|[^a-z\d.]/g, '');
  return names.some(
    (name) =>
      name &&
      options.approved.some((one) => bare(name) === bare(one) || name.toLowerCase().endsWith(`.${one.toLowerCase()}`)),
  );
}

const vendorApproved = (vendor: Vendor, context: Context): boolean =>
  isApproved([vendor.name, ...(vendor.python ?? []), ...(vendor.npm ?? []), ...(vendor.hosts ?? [])], context);

export default rule<Found, typeof options>({
  severity: 'warning',
  confidence: 'high',
  languages: ['python', 'javascript', 'typescript', 'tsx'],
  anchors: vendorAnchors,
  options,
  summary: 'Market or economic data from a source that the policy does not approve.',
  why: 'Nobody has checked this source: its terms, its gaps, how it adjusts prices, whether it will be there tomorrow.',
  remedy:
    'Fetch the data from an approved source, or have this one approved: add it to `data_sources.approved` in the policy.',
  notes:
    'Known clients are found by their import, known hosts in any URL, other hosts where a URL that speaks of market data (`/ohlc`, `/quotes`, `/prices`) is fetched. Hosts inside the company (`localhost`, names without a dot, `.internal`) do not count.',
  refs: ['seed 001: Data Sources', 'seed 000: Real Data Connections'],
  on: {
    *import(item, context) {
      if (item.typeOnly) return;
      const python = context.language === 'python';
      const root = python ? item.module.split('.', 1)[0]! : item.module;
      // A project may import itself.
      if (context.path.split('/').slice(0, -1).includes(root)) return;
      const vendor = vendors.find((one) =>
        (python ? one.python : one.npm)?.some((name) => name === root || (!python && root.startsWith(`${name}/`))),
      );
      if (vendor && !vendorApproved(vendor, context))
        yield { at: item.moduleSpan, data: { source: root, approved: context.options.approved } };
    },
    *string(string, context) {
      const url = /^(?:https?|wss?):\/\/(?:[^/@\s]*@)?([\w.-]+)(?::\d+)?(\/\S*)?/i.exec(string.value);
      if (!url || string.place.as === 'document' || string.place.as === 'annotation') return;
      const host = url[1]!.toLowerCase();
      const vendor = vendors.find((one) => one.hosts?.some((name) => host === name || host.endsWith(`.${name}`)));
      const data = { source: host, approved: context.options.approved };
      if (vendor) {
        if (!vendorApproved(vendor, context) && !isApproved([host], context) && isUsed(string, url[2] ?? ''))
          yield { at: string.span, data };
      } else if (!INTERNAL.test(host) && !isApproved([host], context) && MARKET_WORDS.test(host + (url[2] ?? ''))) {
        const { place } = string;
        if (place.as === 'argument' && FETCH.test(place.callee.replace(/^%/, ''))) yield { at: string.span, data };
        else if (
          (place.as === 'assigned' || place.as === 'attribute' || place.as === 'key' || place.as === 'default') &&
          URL_NAME.test(place.name)
        ) {
          yield { at: string.span, data, confidence: 'medium' };
        }
      }
    },
  },
  message: ({ source, approved }) =>
    `\`${source}\` is not an approved data source. Use ${approved
      .filter((one) => one !== 'database')
      .slice(0, 3)
      .join(', ')}, or add it to \`data_sources.approved\` in the policy.`,
  examples: [
    { language: 'python', bad: `import yfinance as yf\n       ~~~~~~~~` },
    {
      language: 'python',
      bad: `import requests\nbars = requests.get("https://x.io/ohlc").json()\n                    ~~~~~~~~~~~~~~~~~~~`,
    },
    {
      language: 'typescript',
      bad: `import yahooFinance from 'yahoo-finance2';\n                         ~~~~~~~~~~~~~~~~`,
    },
    {
      language: 'javascript',
      bad: 'const r = await fetch(`https://api.coingecko.com/api/v3/simple/price?ids=${id}`);\n                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~',
    },
    {
      language: 'python',
      good: `from polygon import RESTClient\nfrom fredapi import Fred\nimport redis\nimport requests\nrequests.get("https://api.polygon.io/v2/aggs")\nrequests.post("https://hooks.internal/alerts")`,
    },
    { language: 'python', policy: 'data_sources:\n  approved: [polygon, yahoo]', good: `import yfinance` },
  ],
});

/** A URL that is shown, compared or given as a link is not a source; one that is handed on or kept as an address is. */
function isUsed({ place, path }: StringLiteral, urlPath: string): boolean {
  if (/[?&]ref=|\/(?:register|signup|referral)\b/i.test(urlPath)) return false;
  if (place.as === 'argument')
    return (
      !/(?:^|\.)(?:print|log|info|debug|warn|error|open|Link|redirect)$/.test(place.callee) &&
      !LINK_NAME.test(place.name ?? '')
    );
  if (path.some((name) => LINK_NAME.test(name)) || ('name' in place && LINK_NAME.test(place.name ?? ''))) return false;
  return place.as !== 'compared' && place.as !== 'returned' && place.as !== 'document' && path.length > 0;
}
