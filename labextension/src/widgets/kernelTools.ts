/** Above a result in a widget: bind it in the kernel that the widget lives in. */
import type { Result } from '../api/schema';
import { h } from '../components/dom';
import { counted } from '../components/format';
import { errorNotice, Notice } from '../components/notice';
import { type KernelChoice, KernelForm } from '../components/result/kernelForm';
import type { ResultTools } from '../components/result/view';
import type { KernelBackend, ToKernelAnswer } from './kernelBackend';

/** Variable, form, and the button To kernel. */
export class KernelTools implements ResultTools {
  readonly node: HTMLElement;
  private readonly form: KernelForm;
  private readonly notice = new Notice();
  private last: KernelChoice | null = null;

  constructor(
    private readonly backend: KernelBackend,
    private readonly result: Result
  ) {
    this.form = new KernelForm({
      result,
      onSend: choice => void this.send(choice, false),
      onChange: () => this.forget()
    });
    const line = h(
      'div',
      { class: 'esap-toolbar', role: 'group', 'aria-label': `Tools for ${result.title}` },
      ...this.form.controls,
      this.form.sendButton
    );
    this.node = h('div', { class: 'esap-tools' }, line, this.form.alert, this.notice.node);
  }

  dispose(): void {
    this.node.remove();
  }

  /** Only some rows are shown, but all are bound, and that is said. */
  filtered(allRows: number | null): void {
    this.form.filtered(allRows);
  }

  private async send(choice: KernelChoice, overwrite: boolean): Promise<void> {
    const { id, name, rows } = this.result;
    this.last = choice;
    this.notice.show({
      kind: 'info',
      message: `Sending ${choice.variable} to the kernel.`
    });
    try {
      const answer = await this.backend.toKernel(id, { ...choice, result: name, rows, overwrite });
      this.tell(answer, choice);
    } catch (error) {
      this.notice.show(errorNotice(error as Error));
    }
  }

  private tell({ ok, exists }: ToKernelAnswer, choice: KernelChoice): void {
    if (ok) {
      const rows = counted(ok.rows, 'row');
      const message = `${ok.variable} is in this notebook (${rows}).`;
      this.notice.show({ kind: 'success', message });
    } else if (exists && choice === this.last) {
      const { variable, type } = exists;
      this.notice.show({
        kind: 'warning',
        message: `${variable} exists already (${type}).`,
        remedy: 'Choose another name, or overwrite it.',
        actions: [
          { label: 'Overwrite', run: () => void this.send(choice, true) },
          { label: 'Choose another name', run: () => this.form.rename() }
        ]
      });
    }
  }

  // What was said is about a name that no longer stands there.
  private forget(): void {
    this.last = null;
    this.notice.show(null);
  }
}
