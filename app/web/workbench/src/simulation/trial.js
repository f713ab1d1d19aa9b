// One walk: what it begins with, what was done, how it stands. The server replays all of it each time; nothing is kept there.
const NEXT = { advance: 'next' };

export class Trial {
  /** `content()`: {name, content} as it stands in the editor; `onChange()` is told after every answer. */
  constructor({ call, content, onChange }) {
    Object.assign(this, { call, content, onChange, play: null, proposal: null, actions: [], standing: null, form: null, failure: null, busy: false });
  }

  /** Asks what the walk may begin with, and begins. */
  async begin(process = null) {
    this.proposal = await this.call('POST', 'simulate/begin', { ...(await this.content()), process });
    const { clock, data, services } = this.proposal;
    const asked = this.proposal.case;
    this.play = { process: this.proposal.process, clock, case: asked, data, services, stand_ins: {} };
    await this.restart();
  }

  restart() {
    this.actions = [];
    return this.replay();
  }

  back() {
    this.actions = this.actions.slice(0, -1);
    return this.replay();
  }

  /** A test as a walk to go on from. */
  take({ process, clock, case: around, data, services, stand_ins: standIns, fill, actions }) {
    this.play = { process, clock, case: around, data, services, stand_ins: standIns, fill };
    this.actions = actions;
    return this.replay();
  }

  replay() {
    return this.send({ actions: this.actions });
  }

  act(action) {
    return this.send({ actions: [...this.actions, action] }, action);
  }

  next() {
    return this.act(NEXT);
  }

  /** Shows the form of an open task. */
  show(task) {
    return this.send({ actions: this.actions, show: task });
  }

  /** What was typed into the form; `press`: a button that only reshapes it. */
  submit(task, pairs, { press = null, act = null } = {}) {
    return this.send({ actions: this.actions, submitting: { task, pairs, press, act } });
  }

  get request() {
    return { ...this.play, actions: this.actions };
  }

  async send(body, added = null) {
    if (this.busy) return false;
    this.busy = true;
    try {
      this.answered(await this.call('POST', 'simulate', { ...this.play, ...(await this.content()), ...body }), added, body.actions);
    } catch (failure) {
      this.failure = failure.body?.sentence ?? failure.message;
    } finally {
      this.busy = false;
    }
    this.onChange(this);
    return !this.failure;
  }

  /** An action that could not be done is not kept: the walk stands where it stood. */
  answered(answer, added, asked) {
    this.failure = answer.refused?.sentence ?? null;
    this.refused = answer.refused;
    if (!answer.refused) {
      if (added) this.actions = asked;
      if (answer.action) this.actions = [...this.actions, answer.action];
    } else if (!added && answer.refused.action !== null) {
      this.actions = asked.slice(0, answer.refused.action);
    }
    this.moved = Boolean(added || answer.action || !this.standing);
    this.form = answer.form;
    this.standing = answer;
  }
}
