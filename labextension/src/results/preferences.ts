/** What the person has chosen in the settings, with what holds until they are read. */
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { HANDOVER_FORMS, type HandoverForm } from '../kernel';

/** The settings, and the form chosen last. */
export class Preferences {
  /** Degrees. */
  radius = 0.5;
  /** At most so many rows an archive; `null` leaves it to the archive. */
  maxrec: number | null = null;
  /** What To kernel makes of a result; follows the last choice until the page is left. */
  form: HandoverForm = 'astropy';

  /** Take over the settings as they are now. */
  read(settings: ISettingRegistry.ISettings): void {
    const value = settings.composite as { radius?: number; maxrec?: number; form?: string };
    this.radius = value.radius ?? this.radius;
    this.maxrec = value.maxrec || null;
    this.form = HANDOVER_FORMS.find(({ form }) => form === value.form)?.form ?? this.form;
  }
}
