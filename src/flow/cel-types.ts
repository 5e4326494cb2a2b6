import { Environment } from '@marcbachmann/cel-js';
import { any, type Fields, type ValueType } from './types.ts';

/** What CEL has to say about the types in an expression. */
export type ExpressionTypes =
  | { readonly ok: true; readonly type: ValueType }
  /** `message` in CEL's words; `range` counts characters of the expression. */
  | { readonly ok: false; readonly message: string; readonly range?: { start: number; end: number } };

/** For types only: `x == null` asks whether something was saved at all, which CEL has no overload for. */
const base = new Environment({ unlistedVariablesAreDyn: true });
for (const type of ['string', 'int', 'double', 'bool', 'map', 'list'])
  base.registerOperator(`${type} == null`, () => false);

/** The variables of a flow as CEL types, to check expressions with. */
export class CelTypes {
  readonly #variables: Fields;
  /** Made when the first expression comes: most flows have few, and groups are many types. */
  #environment: Environment | undefined;

  constructor(variables: Fields) {
    this.#variables = variables;
  }

  /** Never throws: what does not parse is not ok either. */
  check(text: string): ExpressionTypes {
    this.#environment ??= this.#declare();
    const result = this.#environment.check(text);
    if (result.valid) return { ok: true, type: valueType(result.type) };
    const message = result.error?.message.split('\n')[0] ?? 'the types do not fit';
    const range = result.error?.range;
    return { ok: false, message, ...(range === undefined ? {} : { range }) };
  }

  #declare(): Environment {
    const environment = base.clone();
    for (const [name, type] of Object.entries(this.#variables))
      environment.registerVariable(name, celType(environment, name, type));
    return environment;
  }
}

/** A Sensitive value is `dyn`: CEL sees its mask, and only whether it is there makes sense. */
function celType(environment: Environment, path: string, type: ValueType): string {
  switch (type.type) {
    case 'string':
      return 'string';
    case 'integer':
      return 'int';
    case 'boolean':
      return 'bool';
    case 'list':
      return `list<${celType(environment, `${path}_`, type.of)}>`;
    case 'group': {
      const name = `Group_${path}`;
      const schema: Record<string, string> = {};
      for (const [field, of] of Object.entries(type.fields))
        schema[field] = celType(environment, `${path}_${field.replaceAll(/\W/g, '_')}`, of);
      environment.registerType(name, { schema });
      environment.registerOperator(`${name} == null`, () => false);
      return name;
    }
    default:
      return 'dyn';
  }
}

function valueType(celType: string | undefined): ValueType {
  switch (celType) {
    case 'string':
      return { type: 'string' };
    case 'int':
      return { type: 'integer' };
    case 'double':
      return { type: 'number' };
    case 'bool':
      return { type: 'boolean' };
    default:
      return any;
  }
}
