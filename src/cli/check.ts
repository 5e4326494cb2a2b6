import { loadService } from '../project.ts';
import { FindingsError, findingText } from '../source/finding.ts';
import { type Command, flowsDir, promptsDir, textOption } from './command.ts';

export const check: Command = {
  name: 'check',
  summary: 'check flows/ and prompts/: file, line, column and what to do',
  usage: `
usage: centralino check [--flows DIR] [--prompts DIR] [--json]

Exits 0 only when everything is all right: what an engine would refuse at its start.`,
  options: { flows: { type: 'string' }, prompts: { type: 'string' }, json: { type: 'boolean' } },
  run: async (values) => {
    const json = values['json'] === true;
    try {
      const { project, messages } = await loadService(
        textOption(values, 'flows', flowsDir),
        textOption(values, 'prompts', promptsDir),
      );
      const summary = {
        flows: project.flows.size,
        languages: messages.languages.length,
        version: project.version,
      };
      process.stdout.write(
        json
          ? `${JSON.stringify({ ...summary, findings: [] })}\n`
          : `all right: ${summary.flows} flows in ${summary.languages} languages, version ${summary.version}\n`,
      );
      return 0;
    } catch (error) {
      if (!(error instanceof FindingsError)) throw error;
      if (json) process.stdout.write(`${JSON.stringify({ findings: error.findings })}\n`);
      else process.stderr.write(`${error.findings.map(findingText).join('\n')}\n`);
      return 1;
    }
  },
};
