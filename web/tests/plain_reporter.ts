// The line that scripts/test.sh shows of a run.

import type { Reporter, TestModule } from 'vitest/node';

export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        passed += Number(state === 'passed');
        failed += Number(state === 'failed');
      }
      // A file that cannot be loaded has no tests to fail.
      if (module.errors().length > 0) failed += 1;
    }
    console.log(`${passed} passed, ${failed} failed`);
  }
}
