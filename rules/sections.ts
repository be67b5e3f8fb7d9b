import type { Section } from '../engine/rule.ts';

/** The policy's sections, in the order of seed 001. */
export const sections: readonly Section[] = [
  {
    id: 'synthetic_data',
    title: 'Synthetic Data',
    goal: 'No Synthetic Data',
    severity: 'critical',
    summary: 'Made-up data where real data belongs.',
    exceptions: ['test_files', 'documentation'],
  },
  {
    id: 'api_keys',
    title: 'API Keys',
    goal: 'No Hardcoded Keys',
    severity: 'critical',
    summary: 'Credentials in code and configuration.',
    exceptions: [],
  },
  {
    id: 'security',
    title: 'Security Patterns',
    goal: 'Secure Code',
    severity: 'critical',
    summary: 'Code that runs text as code, loads objects that run code, or trusts what it should not.',
    exceptions: ['documentation'],
  },
  {
    id: 'data_sources',
    title: 'Data Sources',
    goal: 'Approved Data Sources Only',
    severity: 'warning',
    summary: 'Market and economic data from sources that the policy does not approve.',
    exceptions: ['test_files', 'documentation'],
  },
  {
    id: 'error_handling',
    title: 'Error Handling',
    goal: 'Errors Are Handled',
    severity: 'warning',
    summary: 'Errors that are caught and lost.',
    exceptions: ['test_files', 'documentation'],
  },
  {
    id: 'code_quality',
    title: 'Code Quality',
    goal: 'Logging Instead of Printing',
    severity: 'warning',
    summary: 'Output that bypasses logging.',
    exceptions: ['test_files', 'documentation', 'examples', 'command_line'],
  },
  {
    id: 'governance',
    title: 'Governance',
    goal: 'Core Components Governed',
    severity: 'warning',
    summary: 'Core components that do not use the governance framework.',
    exceptions: ['test_files', 'documentation'],
  },
];
