import { act, renderHook } from '@testing-library/react';

import { ApiError } from '../../api/errors';
import { usePoll } from '../poll';

const SECOND = 1000;
const pass = (seconds: number) =>
  act(() => jest.advanceTimersByTimeAsync(seconds * SECOND));

function failure(status: number): ApiError {
  return new ApiError(status, { code: 'x', message: 'No.', details: {} });
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test('a change during a read leads to another one, after it, so that the newest answer stays', async () => {
  let value = 1;
  let takes = 5;
  let underWay = 0;
  const read = async () => {
    const answer = value;
    expect(++underWay).toBe(1);
    await new Promise(done => setTimeout(done, takes * SECOND));
    underWay -= 1;
    return answer;
  };
  const { result, unmount } = renderHook(() => usePoll(read, () => 1000));
  await pass(6);
  expect(result.current.data).toBe(1);
  // the next read by itself is under way
  await pass(2);
  value = 2;
  takes = 0;
  result.current.refresh();
  await pass(0.5);
  expect(result.current.data).toBe(1);
  await pass(5);
  expect(result.current.data).toBe(2);
  unmount();
});

test('what failed because nothing answered is read again by itself, until it succeeds', async () => {
  let error: ApiError | null = null;
  let asked = 0;
  const read = async () => {
    asked += 1;
    if (error) {
      throw error;
    }
    return asked;
  };
  const { result, unmount } = renderHook(() => usePoll(read, () => null));
  await pass(1);
  error = failure(0);
  result.current.refresh();
  await pass(10);
  expect(result.current.error).toBe(error);
  expect(result.current.data).toBe(1);
  error = null;
  await pass(30);
  expect(result.current.error).toBeNull();
  const answered = asked;
  await pass(100);
  expect(asked).toBe(answered);
  unmount();
});

test('a refusal is final', async () => {
  let asked = 0;
  const read = async () => {
    asked += 1;
    throw failure(404);
  };
  const { unmount } = renderHook(() => usePoll(read, () => null));
  await pass(100);
  expect(asked).toBe(1);
  unmount();
});
