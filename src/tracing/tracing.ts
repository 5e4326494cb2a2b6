import type { Attributes, Span } from '@opentelemetry/api';
import type { Logger } from 'pino';

/** A piece of work that is timed. What is about a person has no place in its name or its attributes. */
export interface TracedSpan {
  /** For whoever does a part of the work elsewhere: W3C Trace Context. */
  readonly traceparent: string;
  set(attributes: Attributes): void;
  /** Something happened in the middle of it. */
  event(name: string, attributes?: Attributes): void;
  /** @param failed whether it came to nothing */
  end(failed?: boolean): void;
}

export interface Begun {
  readonly kind?: 'server' | 'client' | 'internal';
  /** The span that it is a part of, or the `traceparent` that a request came with. */
  readonly parent?: TracedSpan | string | undefined;
  readonly attributes?: Attributes;
  /** Epoch ms; now unless given. */
  readonly since?: number;
}

/** Makes spans and sends them to a collector (OpenTelemetry, OTLP over HTTP). */
export interface Tracing {
  begin(name: string, given?: Begun): TracedSpan;
  /** Sends what is left, within some seconds. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** OTEL_EXPORTER_OTLP_ENDPOINT: the collector's base URL. */
  readonly endpoint: string;
  /** `centralino-engine`. */
  readonly service: string;
  /** Which of several: the engine's name. */
  readonly instance: string;
  readonly logger: Logger;
  /** Told of spans that could not be sent. */
  readonly lost?: (spans: number) => void;
}

const sendMs = 5_000;
/** Spans that wait to be sent; more are dropped: a collector that is away costs no memory. */
const mostWaiting = 8_192;
const kinds = { internal: 0, server: 1, client: 2 } as const;

/** The libraries are read only here: a process without a collector does not even load them. */
export async function openTracing(options: TracingOptions): Promise<Tracing> {
  const { endpoint, service, instance, logger, lost } = options;
  const [{ context, SpanStatusCode, trace }, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: sendMs,
  });
  let away = false;
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': instance }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(
        {
          export: (spans, done) =>
            exporter.export(spans, (result) => {
              const failed = result.code !== 0;
              if (failed) lost?.(spans.length);
              if (failed && !away) logger.warn('traces cannot be sent: is the collector there?');
              if (!failed && away) logger.info('traces are sent again');
              away = failed;
              done(result);
            }),
          shutdown: () => exporter.shutdown(),
        },
        { maxQueueSize: mostWaiting, scheduledDelayMillis: 1_000, exportTimeoutMillis: sendMs },
      ),
    ],
  });
  const tracer = provider.getTracer('centralino');
  const spans = new WeakMap<TracedSpan, Span>();
  const contextOf = (parent: Begun['parent']) => {
    const root = context.active();
    if (parent === undefined) return root;
    if (typeof parent !== 'string') {
      const span = spans.get(parent);
      return span === undefined ? root : trace.setSpan(root, span);
    }
    const [, traceId = '', spanId = '', flags = '00'] = parent.split('-');
    return trace.setSpanContext(root, {
      traceId,
      spanId,
      traceFlags: Number.parseInt(flags, 16),
      isRemote: true,
    });
  };
  return {
    begin(name, { kind = 'internal', parent, attributes = {}, since } = {}) {
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], attributes, ...(since === undefined ? {} : { startTime: since }) },
        contextOf(parent),
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      const traced: TracedSpan = {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        set: (more) => void span.setAttributes(more),
        event: (what, about) => void span.addEvent(what, about),
        end: (failed = false) => {
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
      spans.set(traced, span);
      return traced;
    },
    close: () => provider.shutdown().catch(() => {}),
  };
}

/** As `openTracing`, where the environment names a collector. */
export async function openTracingIfAsked(
  config: { readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined },
  options: Omit<TracingOptions, 'endpoint'>,
): Promise<Tracing | undefined> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = config;
  return endpoint === undefined ? undefined : await openTracing({ ...options, endpoint });
}
