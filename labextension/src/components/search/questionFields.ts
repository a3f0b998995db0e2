/** What is asked, whoever is asked: the place and what restricts the answer. */
import type { Backend } from '../../api/backend';
import type { SearchRequest, Target } from '../../api/schema';
import { h } from '../dom';
import { RadiusField } from './radius';
import { RestrictionFields } from './restrictions';
import { TargetField } from './target';
import { checkTarget, checkTargets } from './validate';

type Place = Pick<SearchRequest, 'target' | 'targets' | 'radius'>;

/** What the fields need, and whom they tell. */
export interface QuestionFieldsOptions {
  backend: Pick<Backend, 'resolve' | 'results' | 'rows'>;
  /** Degrees. */
  radius: number;
  /** Another place is typed. */
  moved(): void;
  /** Something else is typed. */
  changed(): void;
}

/** Target or targets, radius, and the folded rest. */
export class QuestionFields {
  readonly target: TargetField;
  readonly radius: RadiusField;
  /** They stand in their owner's form. */
  readonly nodes: readonly HTMLElement[];
  readonly more: RestrictionFields;

  constructor({ backend, radius, moved, changed }: QuestionFieldsOptions) {
    this.target = new TargetField({
      resolve: (text, signal) => backend.resolve(text, false, signal),
      results: backend,
      changed: moved
    });
    this.radius = new RadiusField(radius);
    this.more = new RestrictionFields(changed);
    const around = h('div', {}, this.radius.node);
    around.addEventListener('input', moved);
    this.nodes = [this.target.node, around, this.more.node];
  }

  dispose(): void {
    this.target.dispose();
    this.more.dispose();
  }

  /** Show where it was searched. */
  show(target: Target | null): void {
    this.target.show(target);
  }

  /** The one target; `null` after saying what is wrong with it. */
  single(): { target: string; radius: number } | null {
    const target = checkTarget(this.target.value);
    const radius = this.radius.check();
    this.target.setError(target.error ?? null);
    return target.value !== undefined && radius.value !== undefined
      ? { target: target.value, radius: radius.value }
      : null;
  }

  /**
   * What is asked; `null` after saying what is wrong with it, where it stands.
   *
   * @param own - whether there are terms of archives' own, which may be asked without a place
   */
  check(own: boolean): Omit<SearchRequest, 'archives'> | null {
    const more = this.more.check();
    const place = more && this.place(own);
    return more && place ? { ...place, ...more } : null;
  }

  private place(own: boolean): Place | null {
    const { lines } = this.target;
    const typed = lines ? lines.length > 0 : this.target.value.trim() !== '';
    if (!typed && (own || this.more.hasPolygon)) {
      this.target.setError(null);
      return {};
    }
    if (typed && this.more.hasPolygon) {
      this.target.setError('There are a target and a polygon. Leave one of them empty.');
      this.target.focus();
      return null;
    }
    return this.around(lines);
  }

  private around(lines: string[] | null): Place | null {
    const target = lines ? checkTargets(lines) : checkTarget(this.target.value);
    const radius = this.radius.check();
    this.target.setError(target.error ?? null);
    if (target.value === undefined) {
      this.target.focus();
      return null;
    }
    if (radius.value === undefined) {
      this.radius.focus();
      return null;
    }
    const { value } = target;
    return typeof value === 'string'
      ? { target: value, radius: radius.value }
      : { targets: value, radius: radius.value };
  }
}
