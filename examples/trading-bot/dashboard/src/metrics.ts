import { cpus, loadavg } from 'node:os';

export interface Metrics {
  cpu: number;
  latencyMs: number;
}

/** Real numbers: load over the number of cores, and a measured round trip. */
export async function measure(ping: () => Promise<void>): Promise<Metrics> {
  const began = performance.now();
  await ping();
  return { cpu: loadavg()[0]! / cpus().length, latencyMs: performance.now() - began };
}

export function demoMetrics(): Metrics {
  return {
    cpu: 40 + Math.random() * 40, // expect: synthetic_data/math-random
    latencyMs: Math.random() * 50, // expect: synthetic_data/math-random
  };
}
