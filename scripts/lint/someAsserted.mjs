// An ESLint rule for tests: a loop or an `every` that asserts for each item of a list passes without any item, so that the test says
// nothing on the day the list is empty. The list has to be one that cannot be empty (a literal), be asked for its length before, or be
// given through `each` of test/each.ts, which throws on an empty one.

const ASSERTIONS =
  /^(?:assert\w*|ok|equal|notEqual|(?:not)?(?:deep|strict)\w*|match|doesNotMatch|throws|rejects)$/i;

export const someAsserted = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { empty: 'Passes with an empty list: use each({{list}}), or assert its length before.' },
  },
  create(context) {
    const { sourceCode } = context;
    const report = (node, list) => {
      const text = sourceCode.getText(list);
      context.report({ node, messageId: 'empty', data: { list: text.length < 40 ? text : '…' } });
    };
    const mayBeEmpty = (list) => !cannotBeEmpty(list, sourceCode) && !isMeasured(list, sourceCode);
    return {
      ForOfStatement(node) {
        const body = node.body.type === 'BlockStatement' ? node.body.body : [node.body];
        if (body.length > 0 && body.every(isAssertion) && mayBeEmpty(node.right)) report(node, node.right);
      },
      "CallExpression[callee.property.name='every']"(node) {
        const list = node.callee.object;
        if (isAsserted(node) && mayBeEmpty(list)) report(node, list);
      },
    };
  },
};

function isAssertion(statement) {
  if (statement.type !== 'ExpressionStatement') return false;
  const call =
    statement.expression.type === 'AwaitExpression' ? statement.expression.argument : statement.expression;
  return call.type === 'CallExpression' && isAssertCall(call);
}

function isAssertCall({ callee }) {
  const name = callee.type === 'MemberExpression' ? callee.object : callee;
  return name.type === 'Identifier' && ASSERTIONS.test(name.name);
}

/** Whether the value is an argument of an assertion, as it stands or within `&&`. */
function isAsserted(node) {
  const { parent } = node;
  if (parent.type === 'LogicalExpression' || parent.type === 'AwaitExpression') return isAsserted(parent);
  return parent.type === 'CallExpression' && parent.arguments.includes(node) && isAssertCall(parent);
}

/** A literal with items, a constant that is one, what was made of such, or the result of `each`. */
function cannotBeEmpty(node, sourceCode) {
  switch (node.type) {
    case 'ArrayExpression':
      return node.elements.some(
        (one) => one?.type !== 'SpreadElement' || cannotBeEmpty(one.argument, sourceCode),
      );
    case 'ObjectExpression':
      return node.properties.length > 0;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'AwaitExpression':
      return cannotBeEmpty(node.expression ?? node.argument, sourceCode);
    case 'Identifier': {
      const value = constantOf(node, sourceCode);
      return value !== undefined && cannotBeEmpty(value, sourceCode);
    }
    case 'MemberExpression':
      // Constants by convention, as `themes.all`, are not looked into.
      return false;
    case 'NewExpression':
      return (
        /^(?:Set|Map)$/.test(node.callee.name) &&
        node.arguments.length > 0 &&
        cannotBeEmpty(node.arguments[0], sourceCode)
      );
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type === 'Identifier') return callee.name === 'each';
      const { name } = callee.property;
      if (callee.object.name === 'Object' && /^(?:keys|values|entries)$/.test(name))
        return cannotBeEmpty(node.arguments[0], sourceCode);
      if (callee.object.name === 'Array' && name === 'from') return true;
      return (
        /^(?:map|entries|keys|values|toSorted|sort|toReversed|reverse|concat|split)$/.test(name) &&
        (name === 'split' || cannotBeEmpty(callee.object, sourceCode))
      );
    }
    default:
      return false;
  }
}

function constantOf(identifier, sourceCode) {
  for (let scope = sourceCode.getScope(identifier); scope; scope = scope.upper) {
    const [definition] = scope.set.get(identifier.name)?.defs ?? [];
    if (!definition) continue;
    const { node, parent } = definition;
    const isConstant =
      definition.type === 'Variable' && parent?.kind === 'const' && node.id.type === 'Identifier';
    return isConstant ? (node.init ?? undefined) : undefined;
  }
  return undefined;
}

/** Whether the text before, in the functions around, speaks of the list's length (or size), or of the whole list in an assertion. */
function isMeasured(list, sourceCode) {
  const text = sourceCode.getText(list).replace(/^await /, '');
  const before = sourceCode.text.slice(enclosing(list).range[0], list.range[0]);
  return [`${text}.length`, `${text}.size`, `qual(${text},`].some((form) => before.includes(form));
}

function enclosing(node) {
  for (let at = node; at; at = at.parent) if (/Function/.test(at.type)) return at;
  return node.parent;
}
