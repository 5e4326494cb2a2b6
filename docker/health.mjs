// Whether a part is well: `node health.mjs URL` ends with 0 when the address answers with success.
const [url] = process.argv.slice(2);
const answer = await fetch(url, { signal: AbortSignal.timeout(4_000) }).catch((error) => {
  process.stderr.write(`${url}: ${error.cause?.code ?? error.message}\n`);
  process.exit(1);
});
process.stdout.write(`${answer.status} ${await answer.text()}\n`);
process.exit(answer.ok ? 0 : 1);
