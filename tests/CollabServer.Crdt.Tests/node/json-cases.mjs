// node json-cases.mjs > ../../fixtures/values/json-cases.json: what JSON.stringify(JSON.parse(text)) and lib0 make of texts.
import * as enc from 'lib0/encoding'
const texts = ['null','true','false','0','-0','-0.0','1','1.0','1e3','1E+2','123456789012345680000','1e21','1e20','1.5e300','1e400','-1e400','5e-324','0.000001','0.0000001','1.5e-7','123.456','0.1','100','2147483647','2147483648','-2147483648','9007199254740993','1e-400','4.35','0.30000000000000004','1.7976931348623157e308','12345678901234567890123','0.00001234',
'""','"abc"','"\\u0000\\u0001\\u001f\\u007f"','"\\b\\f\\n\\r\\t\\/\\"\\\\"','"\\ud83d\\ude00"','"\\ud83d"','"x\\ude00y"','"\\ude00\\ud83d"','"\u2028\u2029é😀"','"\\u00E9\\u00e9"',
'[]','{}',' [ 1 , 2 ]\n','\t{ "a" : [ { } ] }\r','{"b":1,"a":2}','{"b":1,"10":2,"9":3,"01":4,"a":5}','{"a":1,"b":2,"a":3}','{"4294967294":1,"4294967295":2,"0":3}','{"__proto__":1,"constructor":2}','{"":0}','[null,true,"x",{"y":[1.5]}]','{"-1":1,"1":2}']
const bad = ['','undefined','nul','NaN','Infinity','+1','01','1.','.5','1e','1e+','-','[1,]','[,1]','{"a":1,}','{a:1}',"{'a':1}",'"a','"\\x41"','"\\u12"','"\\u12g4"','"\n"','"\u0001"','[1 2]','{"a" 1}','1 2','[','{','{"a"','{"a":','\u00a01','\ufeff1','//x','truee','"a"b','[1]]']
for (const b of bad) { let threw = false; try { JSON.parse(b) } catch { threw = true } if (!threw) throw new Error('accepted ' + b) }
const out = { recipe: 'node 20.20, lib0 0.2.120', good: texts.map(t => { const e = enc.createEncoder(); enc.writeAny(e, JSON.parse(t)); return { json: t, stringified: JSON.stringify(JSON.parse(t)), any: Buffer.from(enc.toUint8Array(e)).toString('hex') } }), bad }
console.log(JSON.stringify(out, null, 1))
