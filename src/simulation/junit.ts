/** Test results as JUnit XML, which CI systems read. */

export interface TestCase {
  readonly file: string;
  readonly name: string;
  readonly seconds: number;
  readonly failure?: { readonly message: string; readonly details: string };
  readonly skipped?: string;
}

export function junitXml(cases: readonly TestCase[]): string {
  const suites = groups(cases);
  const body = [...suites].map(([file, list]) => {
    const failures = list.filter((one) => one.failure !== undefined).length;
    const skipped = list.filter((one) => one.skipped !== undefined).length;
    const seconds = list.reduce((sum, one) => sum + one.seconds, 0);
    const counts = `tests="${list.length}" failures="${failures}" skipped="${skipped}"`;
    return `  <testsuite name="${escaped(file)}" ${counts} time="${seconds.toFixed(3)}">\n${list.map(caseXml).join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${body.join('')}</testsuites>\n`;
}

function groups(cases: readonly TestCase[]): Map<string, TestCase[]> {
  const byFile = new Map<string, TestCase[]>();
  for (const one of cases) byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);
  return byFile;
}

function caseXml({ file, name, seconds, failure, skipped }: TestCase): string {
  const head = `    <testcase classname="${escaped(file)}" name="${escaped(name)}" time="${seconds.toFixed(3)}"`;
  if (failure !== undefined)
    return `${head}>\n      <failure message="${escaped(failure.message)}">${escaped(failure.details)}</failure>\n    </testcase>\n`;
  if (skipped !== undefined)
    return `${head}>\n      <skipped message="${escaped(skipped)}"/>\n    </testcase>\n`;
  return `${head}/>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

function escaped(text: string): string {
  // Control characters are not allowed in XML, not even written as entities.
  const clean = [...text].filter((character) => character >= ' ' || character === '\n').join('');
  return clean.replaceAll(/[&<>"\n]/g, (character) => entities[character] ?? character);
}
