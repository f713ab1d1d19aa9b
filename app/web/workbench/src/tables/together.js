// Several changes as one step of undo: `commandStack.execute('zfl.together', {work})`.
class Together {
  preExecute({ work }) {
    work();
  }
}

function Register(commandStack) {
  if (commandStack) commandStack.registerHandler('zfl.together', Together);
}
Register.$inject = ['commandStack'];

const Optional = ['injector', (injector) => {
  const commandStack = injector.get('commandStack', false);        // viewers have none
  if (commandStack) Register(commandStack);
  return {};
}];

export const together = { __init__: ['zflTogether'], zflTogether: ['factory', Optional] };
