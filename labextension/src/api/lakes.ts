/** Data lakes: what they hold, where it is, and what they are asked to keep. Framework-free. */
import type { Asker } from './adql';
import type {
  Activity,
  DidDetails,
  DidPage,
  DidQuestion,
  DownloadRequest,
  Lake,
  LakeAccount,
  LakeFile,
  Listing,
  Lock,
  Replica,
  Rse,
  Rule,
  RulePreview,
  RuleRequest,
  Scope,
  UploadRequest
} from './schema';

/** Which rows of a listing or collection are wanted. */
export interface Window {
  offset: number;
  limit: number;
}

/** Asks one lake after another; a DID is always `scope:name`. */
export class LakesClient {
  constructor(private readonly asker: Asker) {}

  /** The lakes as they are known; none is contacted. */
  list(): Promise<Lake[]> {
    return this.asker.ask('GET', ['lakes']);
  }

  /** Contact a lake. */
  check(lake: string): Promise<Lake> {
    return this.asker.ask('GET', ['lakes', lake]);
  }

  account(lake: string): Promise<LakeAccount> {
    return this.asker.ask('GET', ['lakes', lake, 'account']);
  }

  scopes(lake: string): Promise<Scope[]> {
    return this.asker.ask('GET', ['lakes', lake, 'scopes']);
  }

  rses(lake: string, expression = ''): Promise<Rse[]> {
    return this.asker.ask('GET', ['lakes', lake, 'rses'], { query: { expression } });
  }

  /** Keys of metadata that can be searched by. */
  keys(lake: string): Promise<string[]> {
    return this.asker.ask('GET', ['lakes', lake, 'keys']);
  }

  /** Start to list; rows are read while they come. */
  startListing(lake: string, question: DidQuestion): Promise<Listing> {
    return this.asker.ask('POST', ['lakes', lake, 'listings'], { body: question });
  }

  /** Rows of a listing, after at most so many seconds of waiting for them. */
  listing(lake: string, id: string, { offset, limit }: Window, wait: number): Promise<DidPage> {
    const query = { offset: `${offset}`, limit: `${limit}`, wait: `${wait}` };
    return this.asker.ask('GET', ['lakes', lake, 'listings', id], { query });
  }

  stopListing(lake: string, id: string): Promise<void> {
    return this.asker.ask('DELETE', ['lakes', lake, 'listings', id]);
  }

  details(lake: string, did: string): Promise<DidDetails> {
    return this.asker.ask('GET', ['lakes', lake, 'did'], { query: { did } });
  }

  /** What a collection holds, one level. */
  content(lake: string, did: string, { offset, limit }: Window): Promise<DidPage> {
    const query = { did, offset: `${offset}`, limit: `${limit}` };
    return this.asker.ask('GET', ['lakes', lake, 'content'], { query });
  }

  /** The files of a DID as seen from here, all levels. */
  files(lake: string, did: string, { offset, limit }: Window): Promise<LakeFile[]> {
    const query = { did, offset: `${offset}`, limit: `${limit}` };
    return this.asker.ask('GET', ['lakes', lake, 'files'], { query });
  }

  /** Where the files of a DID are, all levels. */
  replicas(lake: string, did: string, { offset, limit }: Window): Promise<Replica[]> {
    const query = { did, offset: `${offset}`, limit: `${limit}` };
    return this.asker.ask('GET', ['lakes', lake, 'replicas'], { query });
  }

  rulesOf(lake: string, did: string): Promise<Rule[]> {
    return this.asker.ask('GET', ['lakes', lake, 'rules'], { query: { did } });
  }

  myRules(lake: string): Promise<Rule[]> {
    return this.asker.ask('GET', ['lakes', lake, 'rules'], { query: { mine: 'true' } });
  }

  /** A rule as it is now; one that is stuck tells why. */
  rule(lake: string, id: string): Promise<Rule> {
    return this.asker.ask('GET', ['lakes', lake, 'rules', id]);
  }

  locks(lake: string, rule: string): Promise<Lock[]> {
    return this.asker.ask('GET', ['lakes', lake, 'rules', rule, 'locks']);
  }

  /** What a rule would take; none is made. */
  preview(lake: string, request: RuleRequest): Promise<RulePreview> {
    return this.asker.ask('POST', ['lakes', lake, 'rules', 'preview'], { body: request });
  }

  makeRule(lake: string, request: RuleRequest): Promise<Rule> {
    return this.asker.ask('POST', ['lakes', lake, 'rules'], { body: request });
  }

  removeRule(lake: string, id: string): Promise<void> {
    return this.asker.ask('DELETE', ['lakes', lake, 'rules', id]);
  }

  /** Bring files into the workspace; how it goes is told as an activity. */
  download(lake: string, request: DownloadRequest): Promise<Activity> {
    return this.asker.ask('POST', ['lakes', lake, 'downloads'], { body: request });
  }

  /** Store files of the workspace in the lake; how it goes is told as an activity. */
  upload(lake: string, request: UploadRequest): Promise<Activity> {
    return this.asker.ask('POST', ['lakes', lake, 'uploads'], { body: request });
  }
}
