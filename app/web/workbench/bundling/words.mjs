// {file of a package: {text as it stands in its code: Chinese}}.
export const WORDS = {};
