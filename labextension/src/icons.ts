/** The icons that JupyterLab shows for ESAP. */
import { LabIcon } from '@jupyterlab/ui-components';
import esap from '../style/icons/esap.svg';

/** A telescope: the panel, its commands, its results. */
export const esapIcon = new LabIcon({ name: 'esap:esap', svgstr: esap });
