import type { Definition } from './definition.ts';

/** The values of a metric's labels. */
export type LabelsOf<Metric> =
  Metric extends Definition<infer Label> ? Readonly<Record<Label, string>> : never;

/** A value that is read when somebody asks for the metrics. */
export interface Sample<Label extends string = string> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: number;
}

type Read = () => readonly Sample[] | Promise<readonly Sample[]>;

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** The count or the sum. */
  value: number;
  /** Observations in each bucket, not cumulative; the last one is for what is above all bounds. */
  readonly buckets: number[];
}

const usualMostSeries = 200;
/** Longer than this nobody waits for a value that has to be fetched. */
const readPatienceMs = 2_000;

/**
 * What a process counts, measures and tells of itself in the text format of Prometheus (exposition format 0.0.4).
 * The number of series is bounded for each metric, whatever it is given.
 */
export class Metrics {
  readonly #known = new Map<string, Definition>();
  readonly #counted = new Map<string, Map<string, Series>>();
  readonly #reads = new Map<string, Read>();

  /** @param definitions all that this process tells; those without labels begin at zero */
  constructor(definitions: readonly Definition[]) {
    for (const definition of definitions) {
      this.#known.set(definition.name, definition);
      this.#counted.set(definition.name, new Map());
    }
  }

  /** Counts one more, or some more. */
  count<Label extends string>(
    definition: Definition<Label>,
    labels: Readonly<Record<Label, string>>,
    by = 1,
  ): void {
    this.#seriesOf(definition, labels).value += by;
  }

  /** Adds a measurement to a histogram, in the unit of its name. */
  observe<Label extends string>(
    definition: Definition<Label>,
    labels: Readonly<Record<Label, string>>,
    value: number,
  ): void {
    const series = this.#seriesOf(definition, labels);
    const bounds = definition.buckets ?? [];
    const bucket = bounds.findIndex((bound) => value <= bound);
    const index = bucket === -1 ? bounds.length : bucket;
    series.buckets[index] = (series.buckets[index] ?? 0) + 1;
    series.value += value;
  }

  /** A metric whose values are known elsewhere: asked for at each look. What cannot be had in time is left out. */
  read<Label extends string>(
    definition: Definition<Label>,
    samples: () => readonly Sample<Label>[] | Promise<readonly Sample<Label>[]>,
  ): void {
    this.#reads.set(definition.name, samples);
  }

  /** As `read`, for a metric without labels. */
  readValue(
    definition: Definition<never>,
    value: () => number | undefined | Promise<number | undefined>,
  ): void {
    this.#reads.set(definition.name, async () => {
      const found = await value();
      return found === undefined ? [] : [{ labels: {}, value: found }];
    });
  }

  async text(): Promise<string> {
    const blocks = await Promise.all([...this.#known.values()].map((one) => this.#block(one)));
    return blocks.join('');
  }

  async #block(definition: Definition): Promise<string> {
    const { name, type, help } = definition;
    const read = this.#reads.get(name);
    const lines =
      read === undefined
        ? [...(this.#counted.get(name)?.values() ?? [])].flatMap((series) => linesOf(definition, series))
        : (await inTime(read)).map(({ labels, value }) => sampleLine(name, labels, value));
    if (lines.length === 0 && read === undefined && type === 'counter' && isEmpty(definition.labels))
      lines.push(sampleLine(name, {}, 0));
    return `${[`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')}\n`;
  }

  #seriesOf(definition: Definition, labels: Readonly<Record<string, string>>): Series {
    const { name, mostSeries = usualMostSeries } = definition;
    const all = this.#counted.get(name);
    if (all === undefined)
      throw new RangeError(`this process does not tell ${name}: add it to its definition`);
    const names = Object.keys(definition.labels);
    const key = names.map((label) => labels[label]).join('\0');
    const known = all.get(key);
    if (known !== undefined) return known;
    if (all.size < mostSeries) return added(all, key, labels, definition);
    const others = Object.fromEntries(names.map((label) => [label, 'other']));
    return all.get('other') ?? added(all, 'other', others, definition);
  }
}

function added(
  all: Map<string, Series>,
  key: string,
  labels: Readonly<Record<string, string>>,
  { buckets }: Definition,
): Series {
  const series = {
    labels: { ...labels },
    value: 0,
    buckets: Array(buckets ? buckets.length + 1 : 0).fill(0),
  };
  all.set(key, series);
  return series;
}

function linesOf({ name, type, buckets: bounds = [] }: Definition, series: Series): string[] {
  const { labels, value, buckets } = series;
  if (type !== 'histogram') return [sampleLine(name, labels, value)];
  let sum = 0;
  const lines = [...bounds, Number.POSITIVE_INFINITY].map((bound, index) => {
    sum += buckets[index] ?? 0;
    const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : `${bound}`;
    return sampleLine(`${name}_bucket`, { ...labels, le }, sum);
  });
  return [...lines, sampleLine(`${name}_sum`, labels, value), sampleLine(`${name}_count`, labels, sum)];
}

function sampleLine(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(
    ([label, text]) => `${label}="${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`,
  );
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

async function inTime(read: Read): Promise<readonly Sample[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Sample[]>((resolve) => {
    timer = setTimeout(resolve, readPatienceMs, []);
  });
  const asked = (async () => await read())().catch((): readonly Sample[] => []);
  return await Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

function isEmpty(labels: object): boolean {
  return Object.keys(labels).length === 0;
}
