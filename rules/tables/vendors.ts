import { anyOf } from './words.ts';

/** A source of market or economic data: how code reaches it. */
export interface Vendor {
  /** As the policy names it. */
  readonly name: string;
  /** Python modules (first parts of dotted names). */
  readonly python?: readonly string[];
  /** npm packages. */
  readonly npm?: readonly string[];
  /** Hosts; subdomains count. */
  readonly hosts?: readonly string[];
}

/** Known sources, from each vendor's own documentation of its client and its API host. */
export const vendors: readonly Vendor[] = [
  {
    name: 'polygon',
    python: ['polygon', 'polygon_api_client'],
    npm: ['@polygon.io/client-js', 'polygon.io'],
    hosts: ['polygon.io', 'massive.com'],
  },
  {
    name: 'fred',
    python: ['fredapi', 'fred', 'full_fred', 'pyfredapi'],
    npm: ['node-fred', 'fred-api'],
    hosts: ['stlouisfed.org'],
  },
  {
    name: 'yahoo',
    python: ['yfinance', 'yahoo_fin', 'yahooquery', 'yahoofinancials', 'yahoo_finance'],
    npm: ['yahoo-finance2', 'yahoo-finance', 'yahoo-stock-prices'],
    hosts: ['finance.yahoo.com', 'query1.finance.yahoo.com', 'query2.finance.yahoo.com'],
  },
  { name: 'pandas_datareader', python: ['pandas_datareader'] },
  {
    name: 'alpha_vantage',
    python: ['alpha_vantage'],
    npm: ['alphavantage', 'alpha-vantage-cli'],
    hosts: ['alphavantage.co'],
  },
  { name: 'quandl', python: ['quandl', 'nasdaqdatalink'], npm: ['quandl'], hosts: ['quandl.com', 'data.nasdaq.com'] },
  { name: 'finnhub', python: ['finnhub'], npm: ['finnhub'], hosts: ['finnhub.io'] },
  { name: 'tiingo', python: ['tiingo'], npm: ['tiingo'], hosts: ['tiingo.com'] },
  {
    name: 'iex',
    python: ['iexfinance', 'pyEX'],
    npm: ['iexcloud-api-wrapper', 'iexcloud_api_wrapper'],
    hosts: ['iexapis.com', 'cloud.iexapis.com'],
  },
  { name: 'twelvedata', python: ['twelvedata'], npm: ['twelvedata'], hosts: ['twelvedata.com'] },
  { name: 'eodhd', python: ['eodhd', 'eod'], npm: ['eodhd'], hosts: ['eodhistoricaldata.com', 'eodhd.com'] },
  { name: 'marketstack', npm: ['marketstack'], hosts: ['marketstack.com'] },
  { name: 'intrinio', python: ['intrinio_sdk'], npm: ['intrinio-sdk'], hosts: ['intrinio.com'] },
  { name: 'fmp', python: ['fmpsdk', 'financialmodelingprep'], hosts: ['financialmodelingprep.com'] },
  { name: 'stooq', hosts: ['stooq.com', 'stooq.pl'] },
  { name: 'investing', python: ['investpy', 'investiny'], hosts: ['investing.com'] },
  { name: 'tushare', python: ['tushare'] },
  { name: 'akshare', python: ['akshare'] },
  { name: 'baostock', python: ['baostock'] },
  { name: 'nsepy', python: ['nsepy', 'nsetools', 'jugaad_data'] },
  { name: 'openbb', python: ['openbb', 'openbb_terminal'] },
  { name: 'wallstreet', python: ['wallstreet', 'stockquotes', 'finviz', 'finvizfinance'], hosts: ['finviz.com'] },
  {
    name: 'tradingview',
    python: ['tradingview_ta', 'tvDatafeed'],
    npm: ['tradingview-ws', '@mathieuc/tradingview'],
    hosts: ['tradingview.com'],
  },
  {
    name: 'coingecko',
    python: ['pycoingecko', 'coingecko_sdk'],
    npm: ['coingecko-api', 'coingecko-api-v3'],
    hosts: ['coingecko.com'],
  },
  {
    name: 'coinmarketcap',
    python: ['coinmarketcap', 'coinmarketcapapi'],
    npm: ['coinmarketcap-api'],
    hosts: ['coinmarketcap.com'],
  },
  { name: 'cryptocompare', python: ['cryptocompare'], npm: ['cryptocompare'], hosts: ['cryptocompare.com'] },
  { name: 'coinapi', hosts: ['coinapi.io'] },
  { name: 'ccxt', python: ['ccxt', 'ccxtpro'], npm: ['ccxt'] },
  {
    name: 'binance',
    python: ['binance'],
    npm: ['binance-api-node', 'node-binance-api', 'binance'],
    hosts: ['binance.com', 'binance.us', 'binance.vision'],
  },
  { name: 'bybit', python: ['pybit'], npm: ['bybit-api'], hosts: ['bybit.com'] },
  { name: 'kraken', python: ['krakenex', 'pykrakenapi'], npm: ['kraken-api'], hosts: ['kraken.com'] },
  { name: 'coinbase', python: ['coinbase', 'cbpro'], npm: ['coinbase', 'coinbase-pro'], hosts: ['coinbase.com'] },
  {
    name: 'alpaca',
    python: ['alpaca', 'alpaca_trade_api'],
    npm: ['@alpacahq/alpaca-trade-api'],
    hosts: ['data.alpaca.markets'],
  },
  { name: 'worldbank', python: ['wbdata', 'wbgapi', 'world_bank_data'], hosts: ['api.worldbank.org'] },
  { name: 'oanda', python: ['oandapyV20', 'v20'], hosts: ['oanda.com'] },
];

/** What a text must hold for a source to be named in it. */
export const vendorAnchors: readonly RegExp[] = [
  new RegExp(
    `(?<!\\w)${anyOf(vendors.flatMap(({ python = [], npm = [], hosts = [] }) => [...python, ...npm, ...hosts]).map((name) => name.toLowerCase()))}(?!\\w)`,
    'i',
  ),
  /\b(?:https?|wss?):\/\/[^\s"'`]*(?:ohlc|quote|ticker|candle|kline|price|bars|agg|stock|equities|forex|crypto|order-?book|trades|options-chain|market|historical|eod|intraday|time-?series|fundamentals|earnings|dividends|exchange-?rate|economic|treasury|inflation|cpi|gdp)/i,
];

/** Words in a URL that say: market or economic data. */
export const MARKET_WORDS =
  /(?:^|[/.?=&_-])(?:ohlcv?|quotes?|tickers?|candles?|candlesticks?|klines?|prices?|bars|aggs|aggregates|stocks?|equities|forex|crypto(?:currency)?|orderbook|order-book|trades|options-chain|marketdata|market-data|market_data|markets?|historical|eod|intraday|timeseries|time-series|fundamentals|earnings|dividends|exchange-?rates?|economic|treasury|inflation|cpi|gdp)(?:$|[/.?=&_:-])/i;
