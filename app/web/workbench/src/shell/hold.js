// Who edits a file: told to the server every 20 seconds, given back when the file or the window is closed.
const BEAT = 20_000;        // milliseconds; the server lets go 60 s after the last beat

export class Hold {
  /** `onLost(holder)`: somebody took over. `release`: tells the server without waiting for its answer. */
  constructor({ name, call, release, onLost, beat = BEAT }) {
    Object.assign(this, { name, call, release, onLost, beat });
    this.mine = false;
  }

  /** {mine, holder}. */
  async begin(takeOver = false) {
    const answer = await this.call('POST', `files/${this.name}/hold`, takeOver ? { take_over: true } : {});
    this.mine = answer.mine;
    clearInterval(this.timer);
    if (this.mine) this.timer = setInterval(() => this.again(), this.beat);
    return answer;
  }

  async again() {
    let answer;
    try {
      answer = await this.call('POST', `files/${this.name}/hold`, {});
    } catch (failure) {
      if (failure.status === 0 || failure.status >= 500) return;      // no network: the saver says so, the next beat tries again
      answer = { mine: false, holder: failure.body?.holder ?? null, sentence: failure.message };
    }
    if (answer.mine || !this.mine) return;
    this.stop();
    this.onLost(answer);
  }

  stop() {
    this.mine = false;
    clearInterval(this.timer);
  }

  end() {
    if (this.mine) this.release(`files/${this.name}/hold`);
    this.stop();
  }
}
