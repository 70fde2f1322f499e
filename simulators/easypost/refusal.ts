/** An error body of the API, thrown by a route and written by the server. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const notFound = () => new ApiRefusal(404, 'NOT_FOUND', 'The requested resource could not be found.');

export const invalid = (code: string, message: string) => new ApiRefusal(422, code, message);

export const crashed = () => new ApiRefusal(500, 'INTERNAL_SERVER_ERROR', 'An error occurred (simulated).');
