/** Menu lines that keep the basket the same as those of ESAP gateways. */
import type { BasketClient } from '../../api/basket';
import type { BasketGateway, SyncMode } from '../../api/schema';
import type { MenuItem } from '../adql/menu';
import { ago } from '../format';
import { errorNotice, type NoticeContent } from '../notice';

/** What the lines stand on. */
export interface GatewayItemsOptions {
  client: BasketClient;
  say(content: NoticeContent): void;
}

const WAYS: readonly [SyncMode, string, string][] = [
  ['add', 'Synchronise with', 'Adds on both sides what is on one only; takes nothing away'],
  ['merge', 'Merge with', 'Takes away, too, what was taken out on the other side since'],
  ['read', 'Take over from', 'Writes nothing at the gateway']
];

/** The lines, three a gateway; asks which there are, and contacts none. */
export async function gatewayItems(options: GatewayItemsOptions): Promise<MenuItem[]> {
  try {
    const gateways = await options.client.gateways();
    return gateways.flatMap(gateway => ways(gateway, options));
  } catch (error) {
    const label = 'Gateways are not known';
    const about = (error as Error).message;
    return [{ group: 'Gateways', label, about, idle: true, run: () => undefined }];
  }
}

function ways(gateway: BasketGateway, options: GatewayItemsOptions): MenuItem[] {
  const { report } = gateway;
  const last = report ? `Last time ${ago(report.ended)}, ${report.items} items there` : '';
  return WAYS.map(([mode, verb, about]) => ({
    group: 'Gateways',
    label: `${verb} ${gateway.name}`,
    about: [about, last].filter(Boolean).join('\n'),
    run: () => void begin(gateway, mode, options)
  }));
}

async function begin(
  gateway: BasketGateway,
  mode: SyncMode,
  { client, say }: GatewayItemsOptions
): Promise<void> {
  try {
    await client.synchronise(gateway.id, mode);
    const remedy = 'Activity tells how it goes, and what came of it.';
    say({ kind: 'info', message: `Synchronising with ${gateway.name}.`, remedy });
  } catch (error) {
    say(errorNotice(error as Error, 'It was not synchronised.'));
  }
}
