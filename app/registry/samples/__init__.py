"""Data of the demonstration district: sample data (样例), invented for trying the product. No list or figure here is law unless its
row says so."""

ORIGIN = "样例：演示用清单，不是任何地方公布的清单"
