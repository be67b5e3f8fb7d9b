/** What `probity policy init` and "Compliance: Create Policy" write: every section, with its defaults. */
export const policyTemplate = `# Compliance policy. Read by Probity in the editor, in hooks and in CI.
version: 1

# Paths that are not audited at all, as in .gitignore.
exclude: []

# Named sets of paths for \`exceptions:\` below. test_files, documentation, examples, command_line and env_templates
# are there already; name them here to change them.
scopes: {}

secrets:
  # How code reads a secret: os.environ, os.getenv, process.env, or the import of your own function.
  lookup:
    python: os.environ
    javascript: process.env

# Who may approve exceptions to the rules, and for how long.
exceptions:
  approvers: []
  max_days: 365
  default_days: 90
  never: [api_keys]

synthetic_data:
  severity: critical
  prohibited_patterns:
    - "np.random"
    - "random.random()"
  exceptions: [test_files, documentation]

api_keys:
  severity: critical

security:
  severity: critical
  exceptions: [documentation]

data_sources:
  severity: warning
  approved: [polygon, fred, redis, database]

error_handling:
  severity: warning

code_quality:
  severity: warning
  # Command-line programs, whose output is meant for a person.
  entry_points: []

governance:
  severity: warning
  # Say which components are core, and what counts as using the framework.
  core_paths: []
  require: [governance, governed, activate_governance]
`;
