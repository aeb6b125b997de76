import type { Position } from '../lexical/position';
import type { TableName } from '../statement/statement';
import type { TrinoType } from '../types/trino-type';

/** A name as written. `text` is without quotes, in the case it was written in; names are compared without case. */
export interface Name {
  readonly text: string;
  readonly at: Position;
}

/** Fields of date and time that EXTRACT knows. */
export const EXTRACT_FIELDS = [
  'YEAR',
  'QUARTER',
  'MONTH',
  'WEEK',
  'DAY',
  'DAY_OF_MONTH',
  'DAY_OF_WEEK',
  'DOW',
  'DAY_OF_YEAR',
  'DOY',
  'YEAR_OF_WEEK',
  'YOW',
  'HOUR',
  'MINUTE',
  'SECOND',
  'TIMEZONE_HOUR',
  'TIMEZONE_MINUTE',
] as const;

export type ExtractField = (typeof EXTRACT_FIELDS)[number];

/** Units of INTERVAL literals. */
export const INTERVAL_UNITS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;

export type IntervalUnit = (typeof INTERVAL_UNITS)[number];

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '||';

/** A function call; special syntax such as `position(a IN b)` is read as a call of the function it means. */
export interface Call {
  readonly kind: 'call';
  readonly at: Position;
  /** Lower-case. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter?: Expression;
  readonly nulls?: 'IGNORE' | 'RESPECT';
  readonly over?: Window | Name;
}

export interface Lambda {
  readonly kind: 'lambda';
  readonly at: Position;
  /** Lower-case. */
  readonly parameters: readonly string[];
  readonly body: Expression;
}

export interface Identifier {
  readonly kind: 'identifier';
  readonly at: Position;
  readonly name: Name;
}

/** `base.name`: a column of a relation, or a field of a row. */
export interface FieldAccess {
  readonly kind: 'field';
  readonly at: Position;
  readonly base: Expression;
  readonly name: Name;
}

export type Expression =
  | { readonly kind: 'null'; readonly at: Position }
  | { readonly kind: 'boolean'; readonly at: Position; readonly value: boolean }
  | {
      readonly kind: 'integer' | 'decimal' | 'double' | 'string' | 'binary';
      readonly at: Position;
      /** Digits as written, the unescaped text, or hexadecimal digits. */
      readonly value: string;
    }
  /** `DATE '2027-03-09'`: a text of the given type. */
  | { readonly kind: 'typed'; readonly at: Position; readonly type: TrinoType; readonly value: string }
  | {
      readonly kind: 'interval';
      readonly at: Position;
      readonly negative: boolean;
      readonly value: string;
      readonly from: IntervalUnit;
      readonly to?: IntervalUnit;
    }
  | Identifier
  | FieldAccess
  | {
      readonly kind: 'subscript';
      readonly at: Position;
      readonly base: Expression;
      readonly index: Expression;
    }
  | Call
  | Lambda
  | {
      readonly kind: 'cast';
      readonly at: Position;
      readonly operand: Expression;
      readonly type: TrinoType;
      /** TRY_CAST. */
      readonly safe: boolean;
    }
  | {
      readonly kind: 'case';
      readonly at: Position;
      readonly operand?: Expression;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise?: Expression;
    }
  | { readonly kind: 'row' | 'array'; readonly at: Position; readonly items: readonly Expression[] }
  | { readonly kind: 'subquery' | 'exists'; readonly at: Position; readonly query: Query }
  | { readonly kind: 'not' | 'negate' | 'plus'; readonly at: Position; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly at: Position; readonly terms: readonly Expression[] }
  | {
      readonly kind: 'arithmetic';
      readonly at: Position;
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'comparison';
      readonly at: Position;
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'quantified';
      readonly at: Position;
      readonly operator: ComparisonOperator;
      readonly quantifier: 'ALL' | 'ANY';
      readonly left: Expression;
      readonly query: Query;
    }
  | {
      readonly kind: 'between';
      readonly at: Position;
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | {
      readonly kind: 'inList';
      readonly at: Position;
      readonly operand: Expression;
      readonly items: readonly Expression[];
    }
  | { readonly kind: 'inQuery'; readonly at: Position; readonly operand: Expression; readonly query: Query }
  | {
      readonly kind: 'like';
      readonly at: Position;
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape?: Expression;
    }
  | { readonly kind: 'isNull'; readonly at: Position; readonly operand: Expression }
  | {
      readonly kind: 'isDistinct';
      readonly at: Position;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'atTimeZone';
      readonly at: Position;
      readonly operand: Expression;
      readonly zone: Expression;
    }
  | {
      readonly kind: 'extract';
      readonly at: Position;
      readonly field: ExtractField;
      readonly operand: Expression;
    };

export interface SortItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** One end of a window's frame. */
export type FrameBound =
  | {
      readonly kind: 'unbounded' | 'offset';
      readonly direction: 'PRECEDING' | 'FOLLOWING';
      readonly offset?: Expression;
    }
  | { readonly kind: 'current' };

export interface Frame {
  readonly unit: 'ROWS' | 'RANGE' | 'GROUPS';
  readonly start: FrameBound;
  readonly end?: FrameBound;
}

export interface Window {
  readonly base?: Name;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: Frame;
}

/** A named subquery of WITH. */
export interface CommonTable {
  readonly name: Name;
  readonly columns?: readonly Name[];
  readonly query: Query;
}

export interface Query {
  readonly at: Position;
  readonly recursive: boolean;
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset?: Expression;
  readonly limit?: Expression;
}

export type QueryBody =
  | Select
  | { readonly kind: 'values'; readonly at: Position; readonly rows: readonly (readonly Expression[])[] }
  | { readonly kind: 'nested'; readonly at: Position; readonly query: Query }
  | {
      readonly kind: 'setOperation';
      readonly at: Position;
      readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
      readonly all: boolean;
      readonly left: QueryBody;
      readonly right: QueryBody;
    };

/** An item of a select list. */
export type SelectItem =
  | { readonly kind: 'star'; readonly at: Position; readonly of?: Expression }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias?: Name };

export type GroupingElement =
  | { readonly kind: 'simple'; readonly expression: Expression }
  | { readonly kind: 'rollup' | 'cube'; readonly expressions: readonly Expression[] }
  | { readonly kind: 'sets'; readonly sets: readonly (readonly Expression[])[] };

export interface Select {
  readonly kind: 'select';
  readonly at: Position;
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly Relation[];
  readonly where?: Expression;
  readonly groupBy?: { readonly distinct: boolean; readonly elements: readonly GroupingElement[] };
  readonly having?: Expression;
  readonly windows: readonly { readonly name: Name; readonly window: Window }[];
}

/** A table by its name, as written; what it names is found by `resolveTables`. */
export interface TableReference {
  readonly kind: 'table';
  readonly at: Position;
  readonly name: TableName;
}

/** A source of rows with a name of its own: `alias (a, b)`. */
export interface Aliased {
  readonly alias?: Name;
  readonly columns?: readonly Name[];
}

export type RelationSource =
  | TableReference
  | { readonly kind: 'subquery'; readonly at: Position; readonly lateral: boolean; readonly query: Query }
  | {
      readonly kind: 'unnest';
      readonly at: Position;
      readonly arguments: readonly Expression[];
      readonly ordinality: boolean;
    }
  | { readonly kind: 'group'; readonly at: Position; readonly relation: Relation };

export type Source = RelationSource &
  Aliased & { readonly sample?: { readonly method: 'BERNOULLI' | 'SYSTEM'; readonly percent: Expression } };

export interface Join {
  readonly kind: 'join';
  readonly at: Position;
  readonly type: 'CROSS' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly left: Relation;
  readonly right: Relation;
  readonly on?: Expression;
  readonly using?: readonly Name[];
}

export type Relation = Source | Join;
