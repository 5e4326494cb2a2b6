import { relative, sep } from 'node:path';
import type { Finding } from '../../source/finding.ts';

/**
 * Findings in SARIF 2.1.0 (docs.oasis-open.org/sarif), which code scanning shows beside the lines.
 * @param root the folder that the paths are written from
 */
export function sarif(findings: readonly Finding[], root: string, version: string) {
  const codes = [...new Set(findings.map((finding) => finding.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'centralino check',
            version,
            rules: codes.map((id) => ({ id, shortDescription: { text: id.replaceAll('-', ' ') } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(({ code, severity, message, mend, file, line, column }) => ({
          ruleId: code,
          ruleIndex: codes.indexOf(code),
          level: severity,
          message: { text: `${message}. ${mend}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(file, root) },
                region: { startLine: line, startColumn: column },
              },
            },
          ],
        })),
      },
    ],
  };
}

/** A path as a URI, relative to the root where it lies under it. */
function uriOf(file: string, root: string): string {
  const path = relative(root, file);
  const under = !path.startsWith('..') && path !== '';
  const parts = (under ? path : file).split(sep).map(encodeURIComponent).join('/');
  return under || !file.startsWith('/') ? parts : `file://${parts}`;
}
