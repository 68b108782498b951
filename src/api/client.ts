import { ApiError } from './errors';
import type {
  AddRecipients,
  App,
  AutoMLJob,
  BatchPrediction,
  BlockedProfile,
  Candidate,
  Comparison,
  CreateAutoMLJob,
  Direction,
  InputPreview,
  IPage,
  Me,
  ModelDetails,
  ModelSource,
  ModelSummary,
  NotebookFile,
  Notifications,
  Predictions,
  ReportName,
  Revoke,
  SharedModel,
  SharedModelDetails,
  SharedModels,
  ShareModel,
  Sort,
  UserProfile,
  Value
} from './types';

/** Sends one request. JupyterLab and the Canvas page each bring their own, with their own auth. */
export type Transport = (path: string, init: RequestInit) => Promise<Response>;

type Query = Record<string, string | number | boolean | null | undefined>;

/** The REST API of the server extension, one typed method for each operation that a page uses. */
export class CanvasShareClient {
  constructor(private readonly _transport: Transport) {}

  me(): Promise<Me> {
    return this._get('/me');
  }

  profiles(query: {
    app?: App;
    q?: string;
    limit?: number;
    after?: string | null;
  }): Promise<IPage<UserProfile>> {
    return this._get('/profiles', query);
  }

  inputPreview(path: string, target?: string): Promise<InputPreview> {
    return this._get('/input', { path, target });
  }

  /** As the former, of rows that are only validated on. */
  validationPreview(path: string): Promise<InputPreview> {
    return this._get('/input', { path, validation: true });
  }

  /** The first rows of a file with all that is in their cells. */
  wholeRows(path: string): Promise<InputPreview> {
    return this._get('/input', { path, whole: true });
  }

  jobs(after?: string | null): Promise<IPage<AutoMLJob>> {
    return this._get('/jobs', { after });
  }

  job(name: string): Promise<AutoMLJob> {
    return this._get(`/jobs/${encodeURIComponent(name)}`);
  }

  createJob(request: CreateAutoMLJob): Promise<AutoMLJob> {
    return this._post('/jobs', request);
  }

  stopJob(name: string): Promise<AutoMLJob> {
    return this._post(`/jobs/${encodeURIComponent(name)}/stop`);
  }

  deleteJob(name: string): Promise<AutoMLJob> {
    return this._delete(`/jobs/${encodeURIComponent(name)}`);
  }

  notebook(job: string, kind: string): Promise<NotebookFile> {
    return this._post(`/jobs/${encodeURIComponent(job)}/notebooks/${kind}`);
  }

  candidates(job: string): Promise<IPage<Candidate>> {
    return this._get(`/jobs/${encodeURIComponent(job)}/candidates`);
  }

  comparison(job: string, left: string, right: string): Promise<Comparison> {
    return this._get(`/jobs/${encodeURIComponent(job)}/comparison`, {
      left,
      right
    });
  }

  models(query: {
    source?: ModelSource | null;
    q?: string;
    after?: string | null;
  }): Promise<IPage<ModelSummary>> {
    return this._get('/models', query);
  }

  model(source: ModelSource, id: string): Promise<ModelDetails> {
    return this._get(`/models/${source}/${encodeURIComponent(id)}`);
  }

  explain(
    source: ModelSource,
    id: string,
    row: Record<string, Value>
  ): Promise<Predictions> {
    return this._post(
      `/models/${source}/${encodeURIComponent(id)}/predictions`,
      { rows: [row], contributions: true }
    );
  }

  report(source: ModelSource, id: string, report: ReportName): Promise<Blob> {
    return this._blob(
      `/models/${source}/${encodeURIComponent(id)}/reports/${report}`
    );
  }

  sharedReport(id: string, report: ReportName): Promise<Blob> {
    return this._blob(`${this._shared(id)}/reports/${report}`);
  }

  artifact(source: ModelSource, id: string, artifact: string): Promise<Blob> {
    const name = encodeURIComponent(artifact);
    return this._blob(
      `/models/${source}/${encodeURIComponent(id)}/artifacts/${name}`
    );
  }

  sharedModels(query: {
    direction: Direction;
    source?: ModelSource | null;
    q?: string;
    sort?: Sort;
    limit?: number;
    after?: string | null;
  }): Promise<SharedModels> {
    return this._get('/shared-models', query);
  }

  share(request: ShareModel): Promise<SharedModel> {
    return this._post('/shared-models', request);
  }

  sharedModel(id: string): Promise<SharedModelDetails> {
    return this._get(this._shared(id));
  }

  notifications(query: {
    app?: App;
    limit?: number;
    after?: string | null;
  }): Promise<Notifications> {
    return this._get('/notifications', query);
  }

  addRecipients(id: string, request: AddRecipients): Promise<SharedModel> {
    return this._post(`${this._shared(id)}/recipients`, request);
  }

  revoke(id: string, request: Revoke): Promise<SharedModel> {
    return this._post(`${this._shared(id)}/revoke`, request);
  }

  remove(id: string): Promise<SharedModel> {
    return this._post(`${this._shared(id)}/remove`);
  }

  block(name: string, blocked: boolean): Promise<BlockedProfile> {
    const verb = blocked ? 'block' : 'unblock';
    return this._post(`/profiles/${encodeURIComponent(name)}/${verb}`);
  }

  seen(id: string): Promise<SharedModel> {
    return this._post(`${this._shared(id)}/seen`);
  }

  retryImport(id: string): Promise<SharedModel> {
    return this._post(`${this._shared(id)}/import`);
  }

  predict(id: string, rows: Record<string, Value>[]): Promise<Predictions> {
    return this._post(`${this._shared(id)}/predictions`, { rows });
  }

  batches(id: string): Promise<IPage<BatchPrediction>> {
    return this._get(`${this._shared(id)}/batch-predictions`);
  }

  async startBatch(id: string, file: File): Promise<BatchPrediction> {
    const path = this._with(`${this._shared(id)}/batch-predictions`, {
      filename: file.name
    });
    const response = await this._send(path, {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': 'application/octet-stream' }
    });
    return response.json();
  }

  batchResult(id: string, batch: string): Promise<Blob> {
    return this._blob(
      `${this._shared(id)}/batch-predictions/${encodeURIComponent(batch)}/result`
    );
  }

  private _shared(id: string): string {
    return `/shared-models/${encodeURIComponent(id)}`;
  }

  private _with(path: string, query: Query): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined && value !== '') {
        parameters.set(name, String(value));
      }
    }
    const text = parameters.toString();
    return text ? `${path}?${text}` : path;
  }

  private async _get<T>(path: string, query: Query = {}): Promise<T> {
    const response = await this._send(this._with(path, query), {
      method: 'GET'
    });
    return response.json();
  }

  private async _post<T>(path: string, body?: unknown): Promise<T> {
    const response = await this._send(path, {
      method: 'POST',
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' }
    });
    return response.json();
  }

  private async _delete<T>(path: string): Promise<T> {
    const response = await this._send(path, { method: 'DELETE' });
    return response.json();
  }

  private async _blob(path: string): Promise<Blob> {
    const response = await this._send(path, { method: 'GET' });
    return response.blob();
  }

  private async _send(path: string, init: RequestInit): Promise<Response> {
    const response = await this._transport(path, init);
    if (!response.ok) {
      throw await ApiError.from(response);
    }
    return response;
  }
}
