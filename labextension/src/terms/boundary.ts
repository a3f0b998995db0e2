/** Keeps what fails while React draws it from taking the page along. */
import { Component, type ReactNode } from 'react';

interface Props {
  failed(error: Error): void;
  children?: ReactNode;
}

/** Shows its children until one of them throws; then nothing, and somebody is told. */
export class Boundary extends Component<Props, { over: boolean }> {
  override state = { over: false };

  static getDerivedStateFromError(): { over: boolean } {
    return { over: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.failed(error instanceof Error ? readable(error) : new Error(String(error)));
  }

  override render(): ReactNode {
    return this.state.over ? null : this.props.children;
  }
}

/** React as it is shipped tells a number and an address instead of words. */
function readable(error: Error): Error {
  const [, number] = /^Minified React error #(\d+)/.exec(error.message) ?? [];
  return number ? new Error(`React refused to draw what it describes (error ${number})`) : error;
}
