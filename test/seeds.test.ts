import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Engine } from '../engine/index.ts';
import { open, testEngine } from './support.ts';

/** The code blocks of seed 001 ("Approved Patterns", "Common Issues"), word for word. */
const GOOD = {
  'real data sources': `# Approved data sources
from polygon import RESTClient
from fredapi import Fred
import redis

# Fetch real market data
client = RESTClient(api_key=os.getenv('POLYGON_API_KEY'))
data = client.get_aggs('AAPL', 1, 'day', '2024-01-01', '2024-01-15')
`,
  'secure configuration': `# Approved - environment variables
import os
api_key = os.getenv('POLYGON_API_KEY')
`,
  'safer alternative': `import ast
result = ast.literal_eval(user_input)  # Safer for literals only
`,
};
const BAD: Readonly<Record<string, readonly [string, string]>> = {
  'synthetic data': [
    `# Prohibited - synthetic data
import numpy as np
data = np.random.randn(100)  # This will be flagged
`,
    'synthetic_data/numpy-random',
  ],
  'hardcoded keys': [
    `# Prohibited - hardcoded credentials
api_key = "pk_1234567890abcdef"  # This will be flagged
`,
    'api_keys/hardcoded-credential',
  ],
  'synthetic data, without its import': ['data = np.random.randn(100)\n', 'synthetic_data/numpy-random'],
  eval: ['result = eval(user_input)\n', 'security/dynamic-eval'],
};

let engine: Engine;
before(async () => {
  engine = await testEngine();
});

describe('seed 001', () => {
  for (const [name, text] of Object.entries(GOOD)) {
    it(`good: ${name}`, () => assert.deepEqual(open(engine, { language: 'python', text }).findings(), []));
  }
  for (const [name, [text, rule]] of Object.entries(BAD)) {
    it(`bad: ${name}`, () =>
      assert.deepEqual(
        open(engine, { language: 'python', text })
          .findings()
          .map((finding) => `${finding.rule} ${finding.severity}`),
        [`${rule} critical`],
      ));
  }

  it('`.env` with placeholders is an error, `.env.example` is not', () => {
    const text = `# API Keys (use real keys, not placeholders)
POLYGON_API_KEY=your_polygon_key_here
FRED_API_KEY=your_fred_key_here
REDIS_URL=redis://localhost:6379
ENCRYPTION_KEY=your_encryption_key_here
`;
    const rules = (path: string) =>
      open(engine, { language: 'dotenv', text, path })
        .findings()
        .map(({ rule }) => rule);
    assert.deepEqual(rules('.env'), ['api_keys/placeholder', 'api_keys/placeholder', 'api_keys/placeholder']);
    assert.deepEqual(rules('.env.example'), []);
  });
});
