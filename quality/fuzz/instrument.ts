import ts from 'typescript';
import type { Plugin } from 'vite';

/** The name of the byte array in which instrumented code counts; declared by `explore.ts` before anything runs. */
export const COUNTERS = '__sealmarkCoverage';

/**
 * Counts how often each branch of our code is taken: the fuzzer keeps an input that takes a new one. Functions, both
 * sides of `if` and `?:`, right sides of `&&`, `||` and `??`, cases, and loop bodies are branches.
 *
 * Our own, because the maintained coverage-guided fuzzers for JavaScript are native code that does not start on every
 * system on which this repository is tested.
 */
export function instrumented(folder: string): Plugin & { readonly branches: () => number } {
  let branches = 0;
  return {
    name: 'sealmark:coverage',
    enforce: 'pre',
    branches: () => branches,
    transform(code, id) {
      if (!id.startsWith(folder) || !id.endsWith('.ts')) return null;
      const { outputText } = ts.transpileModule(code, {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
        transformers: { before: [counting(() => branches++)] },
      });
      return { code: outputText };
    },
  };
}

function counting(next: () => number): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const { factory } = context;
    const count = (): ts.Expression =>
      factory.createPostfixIncrement(
        factory.createElementAccessExpression(factory.createIdentifier(COUNTERS), factory.createNumericLiteral(next())),
      );
    const counted = (expression: ts.Expression): ts.Expression =>
      factory.createParenthesizedExpression(
        factory.createCommaListExpression([count(), factory.createParenthesizedExpression(expression)]),
      );
    const block = (statement: ts.Statement): ts.Block =>
      factory.createBlock(
        [factory.createExpressionStatement(count()), ...(ts.isBlock(statement) ? statement.statements : [statement])],
        true,
      );

    const visit = (node: ts.Node): ts.Node => {
      const seen = ts.visitEachChild(node, visit, context);
      if (ts.isIfStatement(seen)) {
        const otherwise = seen.elseStatement ?? factory.createBlock([]);
        return factory.updateIfStatement(seen, seen.expression, block(seen.thenStatement), block(otherwise));
      }
      if (ts.isConditionalExpression(seen))
        return factory.updateConditionalExpression(
          seen,
          seen.condition,
          seen.questionToken,
          counted(seen.whenTrue),
          seen.colonToken,
          counted(seen.whenFalse),
        );
      if (ts.isBinaryExpression(seen) && isShortCircuit(seen.operatorToken.kind))
        return factory.updateBinaryExpression(seen, seen.left, seen.operatorToken, counted(seen.right));
      if (ts.isWhileStatement(seen)) return factory.updateWhileStatement(seen, seen.expression, block(seen.statement));
      if (ts.isForStatement(seen))
        return factory.updateForStatement(seen, seen.initializer, seen.condition, seen.incrementor, block(seen.statement));
      if (ts.isForOfStatement(seen))
        return factory.updateForOfStatement(seen, seen.awaitModifier, seen.initializer, seen.expression, block(seen.statement));
      if (ts.isCaseClause(seen))
        return factory.updateCaseClause(seen, seen.expression, [factory.createExpressionStatement(count()), ...seen.statements]);
      if (ts.isFunctionDeclaration(seen) && seen.body !== undefined)
        return factory.updateFunctionDeclaration(
          seen,
          seen.modifiers,
          seen.asteriskToken,
          seen.name,
          seen.typeParameters,
          seen.parameters,
          seen.type,
          block(seen.body),
        );
      return seen;
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}
