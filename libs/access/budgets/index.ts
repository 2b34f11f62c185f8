export type { Account, Balance, Spending } from './budget.types';
export { BudgetsModule } from './budgets.module';
export { type Budget, Budgets } from './budgets.service';
