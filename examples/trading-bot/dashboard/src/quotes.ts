import { exec } from 'node:child_process';
import https from 'node:https';
import { restClient } from '@polygon.io/client-js';
import yahooFinance from 'yahoo-finance2'; // expect: data_sources/unapproved-source

export const polygon = restClient(process.env.POLYGON_API_KEY);

const finnhub = { apiKey: 'c7fake81q0Lm2TbR4xYz' }; // expect: api_keys/hardcoded-credential

export const agent = new https.Agent({ rejectUnauthorized: false }); // expect: security/tls-verification-off

export async function quote(symbol: string) {
  try {
    return await yahooFinance.quote(symbol);
  } catch {} // expect: error_handling/swallowed-error
  return finnhub;
}

export function restart(service: string): void {
  exec(`systemctl restart ${service}`); // expect: security/shell-command
  console.log('restarted', service); // expect: code_quality/print-call
}

export function parseOrder(body: string) {
  return eval(body); // expect: security/dynamic-eval
}

export function parseOrderSafely(body: string) {
  return JSON.parse(body);
}
