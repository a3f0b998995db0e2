/** Workflows and facilities with all their fields. */
import type {
  Facility,
  Launch,
  NotebookSummary,
  Workflow
} from '../../labextension/src/api/schema';

export const notebook = (fields: Partial<NotebookSummary> & { path: string }): NotebookSummary => ({
  title: '',
  size: '2400',
  kernel: 'python3',
  language: 'python',
  nbformat: '4.5',
  imports: [],
  reads: [],
  parameters: [],
  problem: '',
  archive: '',
  ...fields
});

export const workflow = (fields: Partial<Workflow> = {}): Workflow => ({
  id: 'ossr:5534682',
  repository: 'ossr',
  title: 'AMIGA-IAA/hcg-16: v1.2.1',
  description: 'Evolution of compact groups',
  authors: [{ name: 'Jones, Michael G.', orcid: '0000-0002-5434-4904', affiliation: 'IAA' }],
  keywords: ['HI'],
  license: 'MIT',
  version: '1.2.1',
  published: '2024-04-12',
  doi: '10.5281/zenodo.5534682',
  concept_doi: '10.5281/zenodo.5534681',
  url: 'https://zenodo.org/records/5534682',
  code_repository: '',
  ref: '',
  kind: 'software',
  access: 'open',
  size: '10800',
  files: [],
  newer: '',
  runtime: [],
  environment: [],
  data: [],
  notebooks: null,
  requirements: [],
  group: '',
  problems: [],
  ...fields
});

export const facility = (fields: Partial<Facility> & { id: string }): Facility => ({
  name: fields.id,
  kind: 'jupyterhub',
  url: 'https://hub.example.org',
  description: '',
  can: ['launch'],
  login: '',
  is_logged_in: false,
  problem: '',
  ...fields
});

export const launch = (fields: Partial<Launch> = {}): Launch => ({
  id: 'l1',
  facility: 'hub',
  activity: 'a1',
  title: 'fit.ipynb',
  state: 'starting',
  message: '',
  progress: null,
  url: '',
  log: [],
  notes: [],
  conflicts: [],
  error: null,
  started: 1000,
  ended: null,
  request: {},
  ...fields
});
