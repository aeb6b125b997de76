export { bindDdl, bindQuery, fragment, joinFragments, SqlFragment, type Bindings } from './bind';
export { identifier } from './identifier';
export { literal, type Dialect, type SqlScalar, type SqlValue } from './literal';
